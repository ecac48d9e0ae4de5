import type { FunctionSpec, Scope } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { finalNorm, hiddenStates } from './decoder.ts';
import { type BatchShape, batchInputs, labelCrossEntropy, pickBatch } from './loss.ts';
import type { WeightSource } from './weights.ts';

export interface ProbeFunctionsOptions {
  readonly config: DecoderConfig;
  readonly shapes: readonly BatchShape[];
  /** Names of the trained weights, in the order of `gradient`'s outputs. */
  readonly names: readonly string[];
  /** Weights where the trained ones stand, or are given. */
  readonly sourceOf: (scope: Scope, trained?: readonly Tensor[]) => WeightSource;
}

/** Names of the functions for a length bucket. */
export const probeNames = {
  loss: (bucket: number) => `loss${bucket}`,
  gradient: (bucket: number) => `gradient${bucket}`,
  states: (bucket: number) => `states${bucket}`,
};

/** `loss`: the sum of the token losses over a batch, so that batches add up to the mean over a whole set. */
export function lossFunctions(options: ProbeFunctionsOptions): FunctionSpec[] {
  return options.shapes.map((shape, bucket) => ({
    name: probeNames.loss(bucket),
    inputs: batchInputs(shape, 'data'),
    build: (scope, inputs) => ({ sum: sumOfLosses(options, options.sourceOf(scope), inputs) }),
  }));
}

/** `gradient`: the gradient of that sum by every trained weight, as outputs g0, g1, … in the order of the names. */
export function gradientFunctions(options: ProbeFunctionsOptions): FunctionSpec[] {
  return options.shapes.map((shape, bucket) => ({
    name: probeNames.gradient(bucket),
    inputs: batchInputs(shape, 'data'),
    build(scope, inputs) {
      const weights = options.names.map((name) => scope.read(name));
      const gradients = tf.grads((...trained: Tensor[]) =>
        sumOfLosses(options, options.sourceOf(scope, trained), inputs),
      )(weights);
      return Object.fromEntries(gradients.map((gradient, index) => [`g${index}`, gradient]));
    },
  }));
}

/** `states`: the normed last hidden states at the label positions, [batch·slots, hidden]. */
export function stateFunctions(options: ProbeFunctionsOptions): FunctionSpec[] {
  const { config } = options;
  return options.shapes.map((shape, bucket) => ({
    name: probeNames.states(bucket),
    inputs: batchInputs(shape, 'data'),
    build(scope, inputs) {
      const source = options.sourceOf(scope);
      const batch = pickBatch(inputs, 'data');
      return { states: finalNorm(config, source, hiddenStates(config, source, batch.ids, batch.labelPositions)) };
    },
  }));
}

function sumOfLosses(
  { config }: ProbeFunctionsOptions,
  source: WeightSource,
  inputs: Readonly<Record<string, Tensor>>,
): Tensor {
  const batch = pickBatch(inputs, 'data');
  return tf.sum(tf.mul(labelCrossEntropy(config, source, batch), batch.labelWeights));
}
