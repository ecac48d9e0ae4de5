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
  const perUnit = median(preferSimilarWork(nearest, work).map((one) => scaleUnit(stage, one)));
  if (perUnit !== null) return { value: perUnit * work, ground: 'measured' };
  const size = countOperations(stage, work);
  const rate = median(
    measured.flatMap((one) => {
      if ((one.stage.kind === 'evaluate') !== (stage.kind === 'evaluate')) return [];
      const operations = countOperations(one.stage, one.work);
      return operations === null ? [] : [operations / one.durationMs];
    }),
  );
  return size === null || rate === null ? null : { value: size / rate, ground: 'estimated' };
}

/** Loading and compiling weigh on short stages: those of like length say more than much shorter ones. */
function preferSimilarWork(measured: readonly Measurement[], work: number): readonly Measurement[] {
  const closeness = (one: Measurement) => Math.abs(Math.log(one.work / work));
  const best = Math.min(...measured.map(closeness));
  return measured.filter((one) => closeness(one) <= best + Math.LN2);
}

/** Milliseconds that one unit of the stage's work takes by a measurement; batches of another size count by their passes. */
function scaleUnit(stage: StageSpec, { stage: other, durationMs, work }: Measurement): number {
  const perUnit = durationMs / work;
  if (stage.kind === 'evaluate' || other.kind === 'evaluate') return perUnit;
  return (perUnit * countPassesPerStep(stage)) / countPassesPerStep(other);
}

/** Multiplications, by the usual count: 2 per parameter and token forward, 2 more back to the inputs, 2 more to trained weights. */
function countOperations(stage: StageSpec, work: number): number | null {
  const size = measureModel(stage);
  if (!size) return null;
  if (stage.kind === 'evaluate') return 2 * size.total * work;
  const perToken = 4 * size.total + 2 * size.trained;
  return perToken * countPassesPerStep(stage) * stage.maxLength * work;
}
