import type { Training } from '../../shared/settings/training.ts';

/**
 * Learning rate of optimizer step `step` (from 0) of `total`: a linear rise over the warm-up, then constant, then — with a linear or
 * cosine schedule — a fall to zero over the last `decayFraction` of the steps (1: all steps after the warm-up, as Hugging Face's).
 */
export function learningRateAt(training: Training, step: number, total: number): number {
  const { learningRate, schedule, warmupFraction, decayFraction } = training;
  const warmupSteps = Math.ceil(warmupFraction * total);
  if (step < warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === 'constant') return learningRate;
  const decayStart = Math.max(warmupSteps, total - Math.ceil(decayFraction * total));
  if (step < decayStart) return learningRate;
  const passed = (step - decayStart) / Math.max(1, total - decayStart);
  return schedule === 'linear' ? learningRate * (1 - passed) : learningRate * 0.5 * (1 + Math.cos(Math.PI * passed));
}

/** Optimizer steps of a whole training over `batchesPerEpoch` batches. */
export function countSteps(training: Training, batchesPerEpoch: number): number {
  if (training.maxSteps !== null) return training.maxSteps;
  return Math.max(1, Math.round((training.epochs * batchesPerEpoch) / training.accumulation));
}
