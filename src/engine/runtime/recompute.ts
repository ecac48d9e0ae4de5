import { tf, type Tensor } from './tf.ts';

export interface RecomputedPart {
  /** What the part is differentiated by; the first one decides when it runs again. Each must take part in the result. */
  readonly inputs: readonly Tensor[];
  /** Further tensors that the part uses and that nothing else keeps, such as masks. They get no gradient. */
  readonly kept: readonly Tensor[];
  /** Called twice, with other tensors of the same values; must compute the same both times. */
  readonly body: (inputs: readonly Tensor[], kept: readonly Tensor[]) => Tensor;
  /** Shared by the parts of one pass, which run again one after the other. */
  readonly order: RecomputationOrder;
}

/** A sign that the part before has its gradients; of no use beyond one backward pass. */
export interface RecomputationOrder {
  done: Tensor | null;
}

/**
 * The result of `body`, for whose gradient only `inputs` and `kept` are kept: the backward pass runs `body` once more, not before
 * the incoming gradient is there and the part before it is done.
 */
export function recomputed({ inputs, kept, body, order }: RecomputedPart): Tensor {
  const pass = tf.customGrad((...args: unknown[]) => {
    const save = args.pop() as (tensors: Tensor[]) => void; // customGrad types its arguments as unknown; the last one saves
    const given = args as Tensor[]; // and the others are the inputs
    save([...given, ...kept]);
    return {
      value: body(given, kept),
      gradFunc(dy: Tensor, saved: Tensor[]) {
        const [first, ...others] = saved.slice(0, inputs.length);
        const again = [orderAfter(first, order.done ? [dy, order.done] : [dy]), ...others];
        const gradients = gradientsInside((...xs) => body(xs, saved.slice(inputs.length)), again, dy);
        order.done = signOf(gradients[0]);
        return gradients;
      },
    };
  });
  return pass(...inputs);
}

/**
 * `x` as it is, computed after the others. XLA merges equal computations and orders independent ones as it likes (on a CPU its
 * optimization barrier is gone before it does so), so the result must depend on them in a way that it cannot see through: a choice
 * between x and the same x with its infinities (of integers the least one) cut off.
 */
export function orderAfter(x: Tensor, others: readonly Tensor[]): Tensor {
  // Gradients pass as if nothing had been done to x.
  const ordered = tf.customGrad((input: unknown) => ({
    value: choose(input as Tensor, others.map(signOf)), // customGrad types its arguments as unknown
    gradFunc: (dy: Tensor) => dy,
  }));
  return ordered(x);
}

const largestFloat = 3.4028234663852886e38;

function choose(x: Tensor, signs: readonly Tensor[]): Tensor {
  const cut =
    x.dtype === 'int32'
      ? tf.maximum(x, tf.scalar(1 - 2 ** 31, 'int32'))
      : tf.maximum(tf.minimum(x, tf.scalar(largestFloat)), tf.scalar(-largestFloat));
  const sign = signs.reduce((sum, one) => tf.add(sum, one));
  return tf.where(tf.greater(sign, tf.scalar(1e37)), cut, x);
}

/** One number that is there when the tensor is: from both ends, because XLA computes parts of what was put together apart. */
function signOf(tensor: Tensor): Tensor {
  const flat = tf.reshape(tensor, [-1]);
  return tf.add(tf.reshape(tf.slice(flat, [0], [1]), []), tf.reshape(tf.slice(flat, [flat.size - 1], [1]), []));
}

/** Gradients taken while tfjs walks the tape of others, which it would otherwise lose. */
function gradientsInside(f: (...xs: Tensor[]) => Tensor, xs: readonly Tensor[], dy: Tensor): Tensor[] {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return tf.grads(f)([...xs], dy);
  } finally {
    state.activeTape = activeTape;
  }
}
