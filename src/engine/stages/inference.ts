import { answeringParts } from '../../shared/memory/answering.ts';
import type { ModelChoice, Trainable } from '../../shared/settings/model.ts';
import { loadWeights, type WeightOverlay } from '../models/load-weights.ts';
import { generationProgram, type GenerationShape } from '../models/generation-program.ts';
import { modelVariables, weightSource } from '../models/trainables.ts';
import { compileCacheFolder } from '../runtime/compile-cache.ts';
import { isOnGpu } from '../runtime/native.ts';
import { createCompiledExecutor } from '../runtime/compiled-executor.ts';
import { type Executor, type FunctionSpec, sizeOf, type VariableSpec } from '../runtime/program.ts';
import type { WeightSource } from '../models/weights.ts';
import type { Scope } from '../runtime/program.ts';
import { checkForecastFits, checkVariablesFit, type LoadedModel, modelMemory } from './context.ts';

export interface InferenceOptions {
  readonly loaded: LoadedModel;
  readonly model: ModelChoice;
  /** Which weights are set per checkpoint; null when none are. */
  readonly trainable: Trainable | null;
  readonly overlays: readonly WeightOverlay[];
  readonly shapes: readonly GenerationShape[];
  /** Further functions over the same weights, such as scoring. */
  functions?(sourceOf: (scope: Scope) => WeightSource): FunctionSpec[];
}

export interface Inference {
  readonly executor: Executor;
  readonly trained: readonly VariableSpec[];
  /** Puts the trained weights of another checkpoint in place; everything else stays loaded. */
  setWeights(weights: ReadonlyMap<string, Float32Array>): void;
  dispose(): void;
}

/** A model loaded for answering: frozen weights come from the folder, trained ones are set per checkpoint. */
export function createInference(options: InferenceOptions): Inference {
  const { config, tokenizer } = options.loaded;
  const { trainable } = options;
  const { frozen, trained } = modelVariables(config, trainable, options.model.frozenPrecision);
  const names = trained.map(({ name }) => name);
  const sourceOf = (scope: Scope): WeightSource => weightSource({ config, trainable, scope, names });
  const generations = options.shapes.map((shape) =>
    generationProgram({ config, shape, eosIds: tokenizer.eosIds, padId: tokenizer.padId, sourceOf }),
  );
  const caches = generations.flatMap(({ variables }) => variables);
  checkVariablesFit({ weights: [...frozen, ...trained], 'key-value caches': caches });
  checkForecastFits(
    answeringParts({
      model: modelMemory(config, { frozen, trained }),
      sets: options.shapes.map(({ batch, promptLength, maxNewTokens }) => ({
        rows: batch,
        promptLength,
        newTokens: maxNewTokens,
      })),
    }),
    isOnGpu(compileCacheFolder()),
  );
  const executor = createCompiledExecutor(
    {
      variables: [...frozen, ...trained, ...caches],
      functions: [...generations.flatMap(({ functions }) => functions), ...(options.functions?.(sourceOf) ?? [])],
    },
    { compileCacheFolder: compileCacheFolder() },
  );
  loadWeights(
    executor,
    options.model.path,
    [...frozen, ...(trainable?.kind === 'full' ? trained : [])],
    options.overlays,
  );
  executor.write(new Map(caches.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))])));
  return { executor, trained, setWeights: (weights) => executor.write(weights), dispose: () => executor.dispose() };
}
