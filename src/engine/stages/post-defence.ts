import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { getPostMethod } from '../../shared/methods/post/index.ts';
import type { EvaluateStage } from '../../shared/spec/stage.ts';
import { createRandom, deriveSeed, type EncodedExample, encodeExamples, readDataset } from '../data/index.ts';
import { inputNormsFunction, inputNormsName } from '../models/input-norms.ts';
import type { FunctionSpec, Scope } from '../runtime/program.ts';
import type { WeightSource } from '../models/weights.ts';
import { type LoadedModel, reportDropped, type StageContext } from './context.ts';
import type { Inference } from './inference.ts';
import { openUpdateMatrices } from './update-matrices.ts';

type Weights = ReadonlyMap<string, Float32Array>;

/** A defence that changes fine-tuned weights before they are evaluated. */
export interface PostDefence {
  /** What it needs inside the program of the model. */
  functions(sourceOf: (scope: Scope) => WeightSource): FunctionSpec[];
  /** The weights of a kept model with the defence applied, which are put in place too; null where it was cancelled. */
  apply(inference: Inference, weights: Weights, step: number): Promise<Weights | null>;
}

/** Harmful rows that go through the model at once. */
const rowsPerCall = 8;

/** The post defence of an evaluation; null where it has none. @throws AppError for what the settings should have been refused for. */
export function openPostDefence(
  context: Pick<StageContext, 'emit' | 'signal'>,
  { post, model, trainable, seed }: Pick<EvaluateStage, 'post' | 'model' | 'trainable' | 'seed'>,
  loaded: LoadedModel,
): PostDefence | null {
  if (!post) return null;
  const definition = getPostMethod(post.method.name);
  const needsInputs = definition.needsInputs(post.method);
  if (needsInputs && !post.harmful)
    throw new AppError('spec/no-harmful-set', `${definition.label} needs a harmful set, but post.harmful is empty.`);
  const { encoded, dropped } = encodeExamples(
    loaded.encoding,
    needsInputs && post.harmful ? readDataset(post.harmful) : [],
  );
  reportDropped(context, 'harmful set of the post defence', dropped);
  const length = Math.ceil(encoded.reduce((longest, { ids }) => Math.max(longest, ids.length), 1) / 8) * 8;
  const updates = openUpdateMatrices(loaded.config, model, trainable);
  return {
    functions: (sourceOf) =>
      needsInputs
        ? [
            inputNormsFunction({
              config: loaded.config,
              matrices: updates.names,
              rows: rowsPerCall,
              length,
              sourceOf,
            }),
          ]
        : [],
    async apply(inference, weights, step) {
      inference.setWeights(weights);
      const norms = needsInputs ? await measureInputs(inference, encoded, length, context.signal) : new Map();
      if (!norms) return null;
      const random = createRandom(deriveSeed(seed, `post ${step}`));
      const matrices = updates
        .list(weights)
        .map((matrix) => ({ ...matrix, inputNorms: norms.get(matrix.name) ?? null }));
      const changed = definition.apply({ matrices, random: random.nextFraction }, post.method);
      const result = updates.put(weights, changed);
      inference.setWeights(result);
      return result;
    },
  };
}

/** ‖X_j‖₂ per matrix over the real tokens of all rows, for the weights in place; null where it was cancelled. */
async function measureInputs(
  { executor }: Inference,
  examples: readonly EncodedExample[],
  length: number,
  signal: AbortSignal,
): Promise<Map<string, Float64Array> | null> {
  const sums = new Map<string, Float64Array>();
  for (let first = 0; first < examples.length; first += rowsPerCall) {
    const ids = new Int32Array(rowsPerCall * length);
    const isReal = new Float32Array(rowsPerCall * length);
    for (const [row, example] of examples.slice(first, first + rowsPerCall).entries()) {
      ids.set(example.ids, row * length);
      isReal.fill(1, row * length, row * length + example.ids.length);
    }
    for (const [name, values] of Object.entries(executor.call(inputNormsName, { ids, isReal }))) {
      const sum = sums.get(name) ?? new Float64Array(values.length);
      for (const [column, value] of values.entries()) sum[column] += value;
      sums.set(name, sum);
    }
    await yieldToEvents();
    if (signal.aborted) return null;
  }
  return new Map([...sums].map(([name, sum]) => [name, sum.map(Math.sqrt)]));
}
