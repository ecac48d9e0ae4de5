import type { Scope, VariableSpec } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';

/** Scalars of AdamW that are fed on every call; computed in double precision outside the graph. */
export const optimizerInputs = [
  'learningRate',
  'firstCorrection',
  'secondCorrection',
  'clipNorm',
  'weightDecay',
  'beta1',
  'beta2',
  'epsilon',
] as const;
export type OptimizerInput = (typeof optimizerInputs)[number];
export type OptimizerScalars = Readonly<Record<OptimizerInput, Tensor>>;

/** Names of the two moments of a trained weight. */
export function momentNames(weight: string): { first: string; second: string } {
  return { first: `adam.first.${weight}`, second: `adam.second.${weight}` };
}

export function momentVariables(weights: readonly VariableSpec[]): VariableSpec[] {
  return weights.flatMap(({ name, shape }) =>
    Object.values(momentNames(name)).map((moment) => ({ name: moment, shape, storage: 'float32' as const })),
  );
}

/**
 * One AdamW step with decoupled weight decay on every trained weight, in the order of torch.optim.AdamW:
 * w ← w·(1 − η·decay); m, v updated; w ← w − (η / c₁)·m / (√v / √c₂ + ε), with c = 1 − βᵗ fed as `firstCorrection` and √c₂ as `secondCorrection`.
 */
export function applyAdamW(
  scope: Scope,
  weights: readonly { name: string; value: Tensor }[],
  gradient: readonly Tensor[],
  scalars: OptimizerScalars,
): void {
  const { learningRate, weightDecay, beta1, beta2, epsilon, firstCorrection, secondCorrection } = scalars;
  const one = tf.scalar(1);
  const keep = tf.sub(one, tf.mul(learningRate, weightDecay));
  const stepSize = tf.div(learningRate, firstCorrection);
  for (const [index, { name, value }] of weights.entries()) {
    const names = momentNames(name);
    const first = tf.add(tf.mul(scope.read(names.first), beta1), tf.mul(gradient[index], tf.sub(one, beta1)));
    const second = tf.add(
      tf.mul(scope.read(names.second), beta2),
      tf.mul(tf.square(gradient[index]), tf.sub(one, beta2)),
    );
    const denominator = tf.add(tf.div(tf.sqrt(second), secondCorrection), epsilon);
    scope.assign(names.first, first);
    scope.assign(names.second, second);
    scope.assign(name, tf.sub(tf.mul(value, keep), tf.mul(stepSize, tf.div(first, denominator))));
  }
}
