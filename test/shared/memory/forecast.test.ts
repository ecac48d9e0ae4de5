import { describe, expect, it } from 'vitest';
import { answeringParts } from '../../../src/shared/memory/answering.ts';
import { type ModelMemory, sumBytes } from '../../../src/shared/memory/parts.ts';
import { trainingParts } from '../../../src/shared/memory/training.ts';
import type { Method } from '../../../src/shared/methods/index.ts';

const booster: Method = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 10 };

/** A Llama of 7 billion parameters with LoRA 32 on queries, keys and values. */
const large: ModelMemory = {
  frozen: 6.74e9,
  trained: 25e6,
  isHalf: true,
  sizes: {
    hidden: 4096,
    layers: 32,
    heads: 32,
    keyValueHeads: 32,
    headSize: 128,
    feedForward: 11_008,
    vocabulary: 32_000,
  },
};

const step = { model: large, method: booster, pass: { tokens: 2560, length: 256, labels: 1280 }, accumulates: false };
const bytesOf = (parts: readonly { label: string; bytes: number }[], label: string) =>
  parts.find((part) => part.label === label)?.bytes ?? 0;

describe('the forecast of a training', () => {
  it('names its summands, and needs a fraction of activations and copies where activations are computed again', () => {
    const kept = trainingParts({ ...step, recomputes: false });
    const again = trainingParts({ ...step, recomputes: true });
    expect(kept.map(({ label }) => label)).toEqual([
      'worker and compiled code',
      'frozen weights',
      'trained weights',
      'float32 copies of weights',
      'gradients and moments',
      'activations',
    ]);
    expect(bytesOf(again, 'frozen weights')).toBe(2 * 6.74e9);
    expect(bytesOf(again, 'activations')).toBeLessThan(bytesOf(kept, 'activations') / 5);
    expect(bytesOf(again, 'float32 copies of weights')).toBeLessThan(bytesOf(kept, 'float32 copies of weights') / 10);
  });

  it('grows with the batch, with accumulation, and with what a method keeps beside the weights', () => {
    const sum = (parts: Partial<Parameters<typeof trainingParts>[0]>) =>
      sumBytes(trainingParts({ ...step, recomputes: false, ...parts }));
    const double = { tokens: 5120, length: 256, labels: 2560 };
    expect(sum({ pass: double })).toBeGreaterThan(sum({}) + 5e9);
    expect(sum({ accumulates: true }) - sum({})).toBe(4 * 25e6);
    const lisa: Method = { name: 'lisa', rho: 1, alignmentSteps: 1, userSteps: 1, freeFraction: 0 };
    const anchors = trainingParts({ ...step, method: lisa, recomputes: false });
    const none = trainingParts({ ...step, method: { name: 'sft' }, recomputes: false });
    expect(bytesOf(anchors, 'gradients and moments')).toBeGreaterThan(bytesOf(none, 'gradients and moments'));
  });
});

describe('the forecast of answering', () => {
  it('has the caches of all sets, and those of the largest thrice', () => {
    const set = { rows: 8, promptLength: 256, newTokens: 256 };
    const one = answeringParts({ model: large, sets: [set] });
    const two = answeringParts({ model: large, sets: [set, set] });
    const cache = 2 * 32 * 8 * 512 * 4096 * 4;
    expect(bytesOf(one, 'key-value caches')).toBeCloseTo(3.8 * cache, -3);
    expect(bytesOf(two, 'key-value caches')).toBeCloseTo(5.6 * cache, -3);
  });
});
