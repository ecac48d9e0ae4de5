import { describe, expect, it } from 'vitest';
import { countSteps, learningRateAt } from '../../../src/engine/train/schedule.ts';
import { type Training, trainingSchema } from '../../../src/shared/settings/training.ts';

function ratesOf(settings: Partial<Training>, total: number): number[] {
  const training = trainingSchema.parse({ learningRate: 1, ...settings });
  return Array.from({ length: total }, (_, step) => Number(learningRateAt(training, step, total).toFixed(6)));
}

describe('learningRateAt', () => {
  it('is constant by default', () => {
    expect(ratesOf({}, 4)).toEqual([1, 1, 1, 1]);
  });

  it('falls linearly as get_linear_schedule_with_warmup does', () => {
    expect(ratesOf({ schedule: 'linear' }, 5)).toEqual([1, 0.8, 0.6, 0.4, 0.2]);
    // Warm-up of ceil(0.2 · 10) steps from zero, then (10 − step) / 8.
    expect(ratesOf({ schedule: 'linear', warmupFraction: 0.2 }, 10)).toEqual([
      0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125,
    ]);
  });

  it('falls along half a cosine as get_cosine_schedule_with_warmup does', () => {
    expect(ratesOf({ schedule: 'cosine' }, 4)).toEqual([1, 0.853553, 0.5, 0.146447]);
    expect(ratesOf({ schedule: 'cosine', warmupFraction: 0.5 }, 4)).toEqual([0, 0.5, 1, 0.5]);
  });

  it('rises over a warm-up that is rounded up to whole steps', () => {
    expect(ratesOf({ warmupFraction: 0.3 }, 5)).toEqual([0, 0.5, 1, 1, 1]);
    expect(ratesOf({ warmupFraction: 1 }, 4)).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it('holds the rate until the decay part begins', () => {
    expect(ratesOf({ schedule: 'linear', decayFraction: 0.4 }, 10)).toEqual([1, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25]);
    expect(ratesOf({ schedule: 'linear', decayFraction: 0 }, 3)).toEqual([1, 1, 1]);
    // The warm-up has precedence over a decay part that would begin within it.
    expect(ratesOf({ schedule: 'linear', warmupFraction: 0.5, decayFraction: 0.8 }, 4)).toEqual([0, 0.5, 1, 0.5]);
  });

  it('never leaves 0 to the highest rate, however short the training', () => {
    for (const schedule of ['constant', 'linear', 'cosine'] as const) {
      for (const total of [1, 2, 3]) {
        for (const fraction of [0, 0.01, 0.5, 1]) {
          for (const rate of ratesOf({ schedule, warmupFraction: fraction, decayFraction: 1 - fraction }, total)) {
            expect(rate).toBeGreaterThanOrEqual(0);
            expect(rate).toBeLessThanOrEqual(1);
          }
        }
      }
    }
  });
});

describe('countSteps', () => {
  it.each([
    [{ epochs: 20 }, 500, 10_000],
    [{ epochs: 1.5 }, 5, 8],
    [{ epochs: 2, accumulation: 4 }, 10, 5],
    [{ epochs: 0.001 }, 5, 1],
    [{ epochs: 20, maxSteps: 7 }, 500, 7],
  ])('of %o over %i batches an epoch is %i', (settings, batches, expected) => {
    expect(countSteps(trainingSchema.parse(settings), batches)).toBe(expected);
  });
});
