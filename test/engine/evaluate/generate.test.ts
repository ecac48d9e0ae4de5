import { describe, expect, it } from 'vitest';
import { generate, type GenerationRequest, generationShape } from '../../../src/engine/evaluate/generate.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { mergeAdapter } from '../../../src/engine/models/adapter-overlay.ts';
import { type GenerationShape, generationProgram } from '../../../src/engine/models/generation-program.ts';
import { loadWeights } from '../../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { modelVariables, weightSource } from '../../../src/engine/models/trainables.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import { sizeOf } from '../../../src/engine/runtime/program.ts';
import { goldenTrainables } from '../../support/golden-training.ts';
import { modelFolderOf, readGolden } from '../../support/reference.ts';

interface GoldenAnswer {
  readonly promptIds: number[];
  readonly newIds: number[];
}

interface Settings {
  readonly model?: string;
  readonly answers?: 'greedy' | 'loraGreedy';
  /** How the adapter of `loraGreedy` gets in. */
  readonly adapter?: 'merged' | 'beside';
  readonly batchSize?: number;
  readonly maxNewTokens?: number;
  readonly chunk?: number;
  readonly eosIds?: readonly number[];
  readonly onProgress?: GenerationRequest['onProgress'];
}

describe.each(['llama-tiny', 'qwen2-tiny', 'llama3-rope', 'llama-f16'])('greedy answers of %s', (model) => {
  it('are those of transformers, for prompts of several lengths in one batch', async () => {
    const { answers, expected, prompts } = await answer({ model });
    expect(new Set(prompts.map(({ length }) => length)).size).toBeGreaterThan(1);
    expect(answers).toEqual(expected);
  });

  it.each(['merged', 'beside'] as const)('are those of peft with an adapter that is %s', async (adapter) => {
    const { answers, expected } = await answer({ model, answers: 'loraGreedy', adapter });
    expect(answers).toEqual(expected);
  });
});

describe('generate', () => {
  it.each([
    ['one prompt at a time', { batchSize: 1 }],
    ['batches of which the last is not full', { batchSize: 3 }],
    ['a batch that is larger than the prompts', { batchSize: 9 }],
    ['calls of one token', { chunk: 1 }],
    ['calls of three tokens', { chunk: 3 }],
    ['a call that is longer than the answer', { chunk: 32 }],
  ])('gives the same answers with %s', async (_, settings) => {
    const { answers, expected } = await answer(settings);
    expect(answers).toEqual(expected);
  });

  it.each([1, 2, 7])('cuts answers at %i new tokens', async (maxNewTokens) => {
    const { answers, expected } = await answer({ maxNewTokens, chunk: Math.min(maxNewTokens, 3) });
    expect(answers).toEqual(expected.map((ids) => ids.slice(0, maxNewTokens)));
  });

  it('gives no tokens for an answer that ends at once', async () => {
    const { answers, expected } = await answer();
    expect(expected).toContainEqual([]);
    expect(answers).toEqual(expected);
  });

  it('ends an answer at any of the end tokens, without it, while other rows go on', async () => {
    const { expected, eos } = await answer({ maxNewTokens: 1 });
    const long = expected.filter((ids) => ids.length === 16);
    for (const others of [[long[0][0]], [long[0][5], long[1][0]], [long[1][14], long[0][3]]]) {
      const eosIds = [eos, ...others];
      const { answers } = await answer({ eosIds, chunk: 4, batchSize: 3 });
      const cut = expected.map((ids) => {
        const end = ids.findIndex((id) => eosIds.includes(id));
        return end === -1 ? ids : ids.slice(0, end);
      });
      expect(answers).toEqual(cut);
    }
  });

  it('reports answered prompts in ascending order, and stops when told to', async () => {
    const seen: number[] = [];
    await answer({ batchSize: 2, chunk: 4, onProgress: (finished) => seen.push(finished) < 0 });
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen.length).toBeGreaterThan(4);
    let calls = 0;
    const { answers } = await answer({ batchSize: 2, chunk: 4, onProgress: () => ++calls === 3 });
    expect(answers).toBeNull();
    expect(calls).toBe(3);
  });

  it('hears a stop between batches whose answers end at once', async () => {
    const { answers } = await answer({ batchSize: 1, maxNewTokens: 1, onProgress: () => true });
    expect(answers).toBeNull();
  });
});

describe('generationShape', () => {
  it('is no larger than the prompts need', () => {
    const prompts = [Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 3, 4, 5)];
    expect(generationShape({ name: 'safety', prompts, batchSize: 64, maxNewTokens: 5 })).toEqual({
      name: 'safety',
      batch: 2,
      promptLength: 8,
      maxNewTokens: 5,
      chunk: 5,
    });
    expect(generationShape({ name: 'x', prompts, batchSize: 1, maxNewTokens: 512 })).toMatchObject({
      batch: 1,
      chunk: 32,
    });
  });
});

/** Answers the golden prompts of a model; `expected` are the golden continuations without an end token. */
async function answer(
  settings: Settings = {},
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
  const trainable = isBeside ? goldenTrainables.lora : null;
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
  loadWeights(executor, folder, frozen, adapter && !isBeside ? [mergeAdapter(adapter, adapter.weights, 'out-in')] : []);
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
