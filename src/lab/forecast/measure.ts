import type { StageSpec } from '../../shared/spec/stage.ts';
import type { StageRow } from '../../store/index.ts';
import { countWork, type FindAttack } from './work.ts';

/** Before this part of a stage is done, its time is mostly loading and compiling. */
const leastFraction = 0.05;

/** What a stage took. */
export interface Measurement {
  readonly stage: StageSpec;
  readonly durationMs: number;
  /** Work that was done in this time: optimizer steps, or tokens of answers. */
  readonly work: number;
  /** Null while it runs, and where an older worker did not say. */
  readonly peakMemoryBytes: number | null;
  /** Bytes of the kept models; null while it runs. */
  readonly keptBytes: number | null;
}

/** What a stage took, or of a running one what it has done so far; null if that says nothing. */
export function measure(row: StageRow, findAttack: FindAttack, nowMs: number): Measurement | null {
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
    work: total * fraction,
    peakMemoryBytes: row.totals['peakMemoryBytes'] ?? null,
    keptBytes: isOver ? row.sizeBytes : null,
  };
}
