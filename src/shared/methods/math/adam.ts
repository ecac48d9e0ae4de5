import type { Operand, TensorMath, Vector } from '../tensor-math.ts';

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** Moments of an Adam that lives inside one step; null before its first step. */
export interface AdamState<T> {
  readonly steps: number;
  readonly moments: { readonly first: Vector<T>; readonly second: Vector<T> } | null;
}

export function startAdam<T>(): AdamState<T> {
  return { steps: 0, moments: null };
}

/** One step of AdamW without weight decay, with bias correction, as in PyTorch. */
export function adamStep<T>(
  math: TensorMath<T>,
  state: AdamState<T>,
  at: { readonly weights: Vector<T>; readonly gradient: Vector<T>; readonly rate: Operand<T> },
): { weights: T[]; state: AdamState<T> } {
  const steps = state.steps + 1;
  const blend = (beta: number, before: Vector<T> | undefined, now: Vector<T>): T[] => {
    const fresh = math.scale(1 - beta, now);
    return before ? math.addScaled(fresh, beta, before) : fresh;
  };
  const first = blend(beta1, state.moments?.first, at.gradient);
  const second = blend(
    beta2,
    state.moments?.second,
    at.gradient.map((tensor) => math.square(tensor)),
  );
  const stepSize = math.div(at.rate, 1 - beta1 ** steps);
  const weights = at.weights.map((weight, index) => {
    const root = math.sqrt(math.div(second[index], 1 - beta2 ** steps));
    return math.sub(weight, math.mul(stepSize, math.div(first[index], math.add(root, epsilon))));
  });
  return { weights, state: { steps, moments: { first, second } } };
}
