import type { StageSpec } from '../../shared/spec/stage.ts';
import type { Measurement } from './measure.ts';
import { measureModel } from './model-size.ts';
import { findNearest, median } from './nearest.ts';
import { countPassesPerStep, countWork, type FindAttack } from './work.ts';

/** What a number rests on: stages of the same kind, or a rate of calculation that others reached. */
export type Ground = 'measured' | 'estimated';

export interface Estimate {
  readonly value: number;
  readonly ground: Ground;
}

/** Milliseconds that a stage is expected to take from start to end; null where nothing comparable was measured. */
export function estimateDuration(
  stage: StageSpec,
  measured: readonly Measurement[],
  findAttack: FindAttack,
): Estimate | null {
  const work = countWork(stage, findAttack);
  if (work === null) return null;
  const nearest = findNearest(stage, measured);
  const overheadMs = findOverhead(nearest.length > 0 ? nearest : measured, measured);
  const perUnit = median(nearest.map((one) => scaleUnit(stage, one, overheadMs)));
  if (perUnit !== null) return { value: overheadMs + perUnit * work, ground: 'measured' };
  const size = countOperations(stage, work);
  const rate = median(
    measured.flatMap((one) => {
      if ((one.stage.kind === 'evaluate') !== (stage.kind === 'evaluate')) return [];
      const operations = countOperations(one.stage, one.work);
      return operations === null ? [] : [operations / workMs(one, overheadMs)];
    }),
  );
  return size === null || rate === null ? null : { value: overheadMs + size / rate, ground: 'estimated' };
}

/** Loading and compiling, which weigh most on short stages. Where it cannot be told for stages of a kind, it is taken from others. */
function findOverhead(nearest: readonly Measurement[], all: readonly Measurement[]): number {
  const known = (some: readonly Measurement[]) => median(some.flatMap(({ overheadMs }) => overheadMs ?? []));
  return known(nearest) ?? known(all) ?? 0;
}

/** The part of a measured time that grew with the work. */
function workMs({ durationMs, overheadMs }: Measurement, usualOverheadMs: number): number {
  // A guess from other stages must not leave nothing of a short one.
  return overheadMs === null ? Math.max(durationMs - usualOverheadMs, durationMs / 2) : durationMs - overheadMs;
}

/** Milliseconds that one unit of the stage's work takes by a measurement; batches of another size count by their passes. */
function scaleUnit(stage: StageSpec, one: Measurement, usualOverheadMs: number): number {
  const perUnit = workMs(one, usualOverheadMs) / one.work;
  if (stage.kind === 'evaluate' || one.stage.kind === 'evaluate') return perUnit;
  return (perUnit * countPassesPerStep(stage)) / countPassesPerStep(one.stage);
}

/** Multiplications, by the usual count: 2 per parameter and token forward, 2 more back to the inputs, 2 more to trained weights. */
function countOperations(stage: StageSpec, work: number): number | null {
  const size = measureModel(stage);
  if (!size) return null;
  if (stage.kind === 'evaluate') return 2 * size.total * work;
  const perToken = 4 * size.total + 2 * size.trained;
  return perToken * countPassesPerStep(stage) * stage.maxLength * work;
}
