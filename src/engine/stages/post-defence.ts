import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { getPostMethod } from '../../shared/methods/post/index.ts';
import type { ModelChoice } from '../../shared/settings/model.ts';
import type { EvaluateStage } from '../../shared/spec/stage.ts';
import { createRandom, deriveSeed, type EncodedExample, encodeExamples, readDataset } from '../data/index.ts';
import { inputNormsFunction, inputNormsName } from '../models/input-norms.ts';
import type { DecoderConfig } from '../models/config.ts';
import type { FunctionSpec, Scope } from '../runtime/program.ts';
import type { WeightSource } from '../models/weights.ts';
import { type LoadedModel, reportDropped, type StageContext } from './context.ts';
import type { Inference } from './inference.ts';
import { openUpdateMatrices } from './update-matrices.ts';

type Weights = ReadonlyMap<string, Float32Array>;

type ActivePostMethod = NonNullable<EvaluateStage['post']>['method'];

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
  const { signal } = context;
  return createPostDefence({
    config: loaded.config,
    method: post.method,
    model,
    trainable,
    seed,
    examples: encoded,
    signal,
  });
}

export interface PostDefenceOptions extends Pick<EvaluateStage, 'trainable' | 'seed'> {
  readonly model: ModelChoice;
  readonly config: DecoderConfig;
  readonly method: ActivePostMethod;
  /** The harmful rows, where the method measures inputs. */
  readonly examples: readonly EncodedExample[];
  readonly signal: AbortSignal;
}

/** A post defence on rows that are tokenised already. */
export function createPostDefence(options: PostDefenceOptions): PostDefence {
  const { config, method, model, trainable, seed, examples, signal } = options;
  const definition = getPostMethod(method.name);
  const needsInputs = definition.needsInputs(method);
  const length = paddedLength(examples);
  const updates = openUpdateMatrices(config, model, trainable);
  return {
    functions: (sourceOf) =>
      needsInputs
        ? [
            inputNormsFunction({
              config,
              matrices: updates.names,
              rows: rowsPerCall,
              length,
              sourceOf,
            }),
          ]
        : [],
    async apply(inference, weights, step) {
      inference.setWeights(weights);
      const norms = needsInputs ? await measureInputNorms(inference, examples, signal) : new Map();
      if (!norms) return null;
      const random = createRandom(deriveSeed(seed, `post ${step}`));
      const matrices = updates
        .list(weights)
        .map((matrix) => ({ ...matrix, inputNorms: norms.get(matrix.name) ?? null }));
      const changed = definition.apply({ matrices, random: random.nextFraction }, method);
      const result = updates.put(weights, changed);
      inference.setWeights(result);
      return result;
    },
  };
}

/** ‖X_j‖₂ per matrix over the real tokens of all rows, for the weights in place; null where it was cancelled. */
export async function measureInputNorms(
  { executor }: Inference,
  examples: readonly EncodedExample[],
  signal: AbortSignal,
): Promise<Map<string, Float64Array> | null> {
  const length = paddedLength(examples);
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

function paddedLength(examples: readonly EncodedExample[]): number {
  return Math.ceil(examples.reduce((longest, { ids }) => Math.max(longest, ids.length), 1) / 8) * 8;
}
