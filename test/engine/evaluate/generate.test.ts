import { describe, expect, it } from 'vitest';
import { generationShape } from '../../../src/engine/evaluate/generate.ts';
import { goldenAnswers } from '../../support/golden-answers.ts';

describe.each(['llama-tiny', 'qwen2-tiny', 'llama3-rope', 'llama-f16'])('greedy answers of %s', (model) => {
  it('are those of transformers, for prompts of several lengths in one batch', async () => {
    const { answers, expected, prompts } = await goldenAnswers({ model });
    expect(new Set(prompts.map(({ length }) => length)).size).toBeGreaterThan(1);
    expect(answers).toEqual(expected);
  });

  it.each(['merged', 'beside'] as const)('are those of peft with an adapter that is %s', async (adapter) => {
    const { answers, expected } = await goldenAnswers({ model, answers: 'loraGreedy', adapter });
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
    const { answers, expected } = await goldenAnswers(settings);
    expect(answers).toEqual(expected);
  });

  it.each([1, 2, 7])('cuts answers at %i new tokens', async (maxNewTokens) => {
    const { answers, expected } = await goldenAnswers({ maxNewTokens, chunk: Math.min(maxNewTokens, 3) });
    expect(answers).toEqual(expected.map((ids) => ids.slice(0, maxNewTokens)));
  });

  it('gives no tokens for an answer that ends at once', async () => {
    const { answers, expected } = await goldenAnswers();
    expect(expected).toContainEqual([]);
    expect(answers).toEqual(expected);
  });

  it('ends an answer at any of the end tokens, without it, while other rows go on', async () => {
    const { expected, eos } = await goldenAnswers({ maxNewTokens: 1 });
    const long = expected.filter((ids) => ids.length === 16);
    for (const others of [[long[0][0]], [long[0][5], long[1][0]], [long[1][14], long[0][3]]]) {
      const eosIds = [eos, ...others];
      const { answers } = await goldenAnswers({ eosIds, chunk: 4, batchSize: 3 });
      const cut = expected.map((ids) => {
        const end = ids.findIndex((id) => eosIds.includes(id));
        return end === -1 ? ids : ids.slice(0, end);
      });
      expect(answers).toEqual(cut);
    }
  });

  it('reports answered prompts in ascending order, and stops when told to', async () => {
    const seen: number[] = [];
    await goldenAnswers({ batchSize: 2, chunk: 4, onProgress: (finished) => seen.push(finished) < 0 });
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen.length).toBeGreaterThan(4);
    let calls = 0;
    const { answers } = await goldenAnswers({ batchSize: 2, chunk: 4, onProgress: () => ++calls === 3 });
    expect(answers).toBeNull();
    expect(calls).toBe(3);
  });

  it('hears a stop between batches whose answers end at once', async () => {
    const { answers } = await goldenAnswers({ batchSize: 1, maxNewTokens: 1, onProgress: () => true });
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
