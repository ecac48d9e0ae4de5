import { generate, type GenerationRequest, generationShape } from '../../src/engine/evaluate/generate.ts';
import { readAdapterWeights } from '../../src/engine/jobs/context.ts';
import { mergeAdapter } from '../../src/engine/models/adapter-overlay.ts';
import { type GenerationShape, generationProgram } from '../../src/engine/models/generation-program.ts';
import { loadWeights } from '../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import { modelVariables, weightSource } from '../../src/engine/models/trainables.ts';
import { createEagerExecutor } from '../../src/engine/runtime/eager-executor.ts';
import { sizeOf } from '../../src/engine/runtime/program.ts';
import type { Trainable } from '../../src/shared/settings/model.ts';
import { goldenTrainables } from './golden-training.ts';
import { modelFolderOf, readGolden } from './reference.ts';

interface GoldenAnswer {
  readonly promptIds: number[];
  readonly newIds: number[];
}

export interface AnswerSettings {
  readonly model?: string;
  readonly answers?: 'greedy' | 'loraGreedy';
  /** How the adapter of `loraGreedy` gets in. */
  readonly adapter?: 'merged' | 'beside';
  /** The adapter's shape, for one that is beside. */
  readonly trainable?: Trainable;
  readonly batchSize?: number;
  readonly maxNewTokens?: number;
  readonly chunk?: number;
  readonly eosIds?: readonly number[];
  readonly onProgress?: GenerationRequest['onProgress'];
}

/** Answers the golden prompts of a model; `expected` are the golden continuations without an end token. */
export async function goldenAnswers(
  settings: AnswerSettings = {},
): Promise<{ answers: number[][] | null; expected: number[][]; prompts: number[][]; eos: number }> {
  const { model = 'llama-tiny', answers: which = 'greedy', maxNewTokens = 16 } = settings;
  const golden = readGolden(model) as Record<'greedy' | 'loraGreedy', GoldenAnswer[]> & { eos: number };
  const folder = modelFolderOf(model);
  const config = readModelConfig(folder);
  const prompts = golden[which].map(({ promptIds }) => Int32Array.from(promptIds));
  const fitted = generationShape({ name: 'test', prompts, batchSize: settings.batchSize ?? 64, maxNewTokens });
  const shape: GenerationShape = {
    ...fitted,
    chunk: settings.chunk ?? fitted.chunk,
    batch: settings.batchSize ?? fitted.batch,
  };
  const eosIds = settings.eosIds ?? [golden.eos];

  const adapter = which === 'loraGreedy' ? readAdapterWeights(`${folder}/adapter`) : null;
  const isBeside = adapter !== null && settings.adapter === 'beside';
  const trainable = isBeside ? (settings.trainable ?? goldenTrainables.lora) : null;
  const { frozen, trained } = modelVariables(config, trainable, 'float32');
  const names = trained.map(({ name }) => name);
  const generation = generationProgram({
    config,
    shape,
    eosIds,
    padId: 0,
    sourceOf: (scope) => weightSource({ config, trainable, scope, names }),
  });
  const executor = createEagerExecutor({
    variables: [...frozen, ...trained, ...generation.variables],
    functions: generation.functions,
  });
  loadWeights(
    executor,
    folder,
    frozen,
    adapter && !isBeside ? [mergeAdapter(adapter, adapter.weights, config.weights.orientation)] : [],
  );
  if (isBeside) executor.write(adapter.weights);
  executor.write(new Map(generation.variables.map(({ name, shape: size }) => [name, new Float32Array(sizeOf(size))])));
  try {
    const answers = await generate({
      executor,
      shape,
      eosIds,
      padId: 0,
      prompts,
      ...(settings.onProgress ? { onProgress: settings.onProgress } : {}),
    });
    const expected = golden[which].map(({ newIds }) => newIds.filter((id) => id !== golden.eos));
    return { answers, expected, prompts: golden[which].map(({ promptIds }) => promptIds), eos: golden.eos };
  } finally {
    executor.dispose();
  }
}
