import { tf, type Tensor } from '../runtime/tf.ts';
import type { Activation } from './config.ts';

/** Root-mean-square norm over the last axis: x / sqrt(mean(x²) + ε) · weight. */
export function rmsNorm(x: Tensor, weight: Tensor, epsilon: number): Tensor {
  const size = x.shape[x.shape.length - 1];
  const meanSquare = tf.mul(tf.sum(tf.square(x), -1, true), tf.scalar(1 / size));
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, tf.scalar(epsilon)))), weight);
}

/** Layer norm over the last axis: (x − mean) / sqrt(variance + ε) · weight + bias. */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, epsilon: number): Tensor {
  const size = x.shape[x.shape.length - 1];
  const centred = tf.sub(x, tf.mul(tf.sum(x, -1, true), tf.scalar(1 / size)));
  const variance = tf.mul(tf.sum(tf.square(centred), -1, true), tf.scalar(1 / size));
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, tf.scalar(epsilon)))), weight), bias);
}

/**
 * Turns each pair (x[i], x[i + half]) of the last axis by its angle; cosines and sines [..., half] broadcast against x.
 * The gradient is the turn back, written by hand because it spares the compiler slices and pads.
 */
export function rotate(x: Tensor, cosines: Tensor, sines: Tensor): Tensor {
  const turned = tf.customGrad((input: unknown, keep: unknown) => {
    const save = keep as SaveTensors; // customGrad types its arguments as unknown
    save([cosines, sines]);
    return {
      value: turn(input as Tensor, cosines, sines), // likewise
      gradFunc: (dy: Tensor, [savedCosines, savedSines]: Tensor[]) => turn(dy, savedCosines, tf.neg(savedSines)),
    };
  });
  return turned(x);
}

/** Keeps tensors until the gradient was taken; the eager backends free all others when the forward pass ends. */
type SaveTensors = (tensors: Tensor[]) => void;

function turn(x: Tensor, cosines: Tensor, sines: Tensor): Tensor {
  const axis = x.shape.length - 1;
  const [first, second] = tf.split(x, 2, axis);
  return tf.concat(
    [tf.sub(tf.mul(first, cosines), tf.mul(second, sines)), tf.add(tf.mul(second, cosines), tf.mul(first, sines))],
    axis,
  );
}

/** The activation between the two halves of a feed-forward part. */
export function activate(kind: Activation, x: Tensor): Tensor {
  switch (kind) {
    case 'silu':
      return tf.mul(x, tf.sigmoid(x));
    case 'relu':
      return tf.relu(x);
    case 'gelu-tanh': {
      // x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))
      const cubic = tf.add(x, tf.mul(tf.mul(tf.square(x), x), tf.scalar(0.044715)));
      const bend = tf.tanh(tf.mul(cubic, tf.scalar(Math.sqrt(2 / Math.PI))));
      return tf.mul(tf.mul(x, tf.scalar(0.5)), tf.add(bend, tf.scalar(1)));
    }
  }
}

/** cap · tanh(x / cap); without a cap x as it is. */
export function softCap(x: Tensor, cap: number | null): Tensor {
  return cap === null ? x : tf.mul(tf.tanh(tf.mul(x, tf.scalar(1 / cap))), tf.scalar(cap));
}

/**
 * Cross-entropy of each row of logits [rows, vocabulary] against labels [rows] (int32): −log softmax(logits)[label], shape [rows].
 * The gradient, softmax − one-hot, is written by hand so that it is one fused pass.
 */
export function tokenCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const vocabulary = tf.range(0, logits.shape[1] ?? 0, 1, 'int32');
  const isLabel = tf.cast(tf.equal(vocabulary, tf.expandDims(labels, 1)), 'float32');
  const entropy = tf.customGrad((input: unknown, keep: unknown) => {
    const x = input as Tensor; // customGrad types its arguments as unknown
    const save = keep as SaveTensors; // likewise
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, 1, true);
    const value = tf.sub(tf.squeeze(tf.log(total), [1]), tf.sum(tf.mul(shifted, isLabel), 1));
    save([exponentials, total, isLabel]);
    return {
      value,
      gradFunc: (dy: Tensor, [numerators, sums, oneHot]: Tensor[]) =>
        tf.mul(tf.sub(tf.div(numerators, sums), oneHot), tf.expandDims(dy, 1)),
    };
  });
  return entropy(logits);
}

/** Entropy in nats of the distribution that each row of logits [rows, vocabulary] means: [rows]. */
export function tokenEntropy(logits: Tensor): Tensor {
  const logProbabilities = tf.logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), 1));
}

/** Σ weights·values / Σ weights, of weights that are 0 or 1; 0 where all of them are 0. */
export function weightedMean(values: Tensor, weights: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, weights)), tf.maximum(tf.sum(weights), tf.scalar(1)));
}
