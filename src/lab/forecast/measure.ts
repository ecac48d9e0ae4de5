import type { StageSpec } from '../../shared/spec/stage.ts';
import type { StageRow } from '../../store/index.ts';
import { countWork, type FindAttack } from './work.ts';

/** Before this part of a stage is done, its time is mostly loading and compiling. */
const leastFraction = 0.05;

/** What a stage took. */
export interface Measurement {
  readonly stage: StageSpec;
  readonly durationMs: number;
  /** Of this, loading, compiling and saving, which do not grow with the work; null where it cannot be told apart. */
  readonly overheadMs: number | null;
  /** Work that was done in this time: optimizer steps, or tokens of answers. */
  readonly work: number;
  /** Null while it runs, and where an older worker did not say. */
  readonly peakMemoryBytes: number | null;
  /** Bytes of the kept models; null while it runs. */
  readonly keptBytes: number | null;
}

/** When optimizer steps were written. */
export interface StepTimes {
  readonly steps: readonly number[];
  readonly atMs: readonly number[];
}

/** What is left of the duration once the steps are taken off, at the pace between the first and the last that were written. */
function findOverhead({ steps, atMs }: StepTimes, durationMs: number, work: number): number | null {
  const [firstStep, lastStep, firstMs, lastMs] = [steps[0], steps.at(-1), atMs[0], atMs.at(-1)];
  if (firstStep === undefined || lastStep === undefined || firstMs === undefined || lastMs === undefined) return null;
  if (lastStep <= firstStep) return null;
  const perStepMs = (lastMs - firstMs) / (lastStep - firstStep);
  return Math.min(durationMs, Math.max(0, durationMs - perStepMs * work));
}

/** What a stage took, or of a running one what it has done so far; null if that says nothing. */
export function measure(row: StageRow, times: StepTimes, findAttack: FindAttack, nowMs: number): Measurement | null {
  const { stage } = row.file;
  const isOver = row.status === 'completed';
  const fraction = isOver ? 1 : (row.progress?.fraction ?? 0);
  const total = countWork(stage, findAttack);
  if (row.startedAtMs === null || total === null || fraction < leastFraction) return null;
  const durationMs = (isOver ? row.statusAtMs : nowMs) - row.startedAtMs;
  if (durationMs <= 0 || total <= 0) return null;
  return {
    stage,
    durationMs,
    overheadMs: stage.kind === 'evaluate' ? null : findOverhead(times, durationMs, total * fraction),
    work: total * fraction,
    peakMemoryBytes: row.totals['peakMemoryBytes'] ?? null,
    keptBytes: isOver ? row.sizeBytes : null,
  };
}
