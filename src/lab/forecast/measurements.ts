import type { AttackStage, StageSpec } from '../../shared/spec/stage.ts';
import { findStageRow, listMeasuredStages, type ReadableStore, type StageRow } from '../../store/index.ts';
import { countWork, type FindAttack } from './work.ts';

/** The latest stages say most about the machine as it is now. */
const mostMeasured = 400;
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

/** Completed stages do not change, and parsing each of them at every keystroke of a form would take too long. */
const finished = new WeakMap<ReadableStore, Map<string, Measurement | null>>();

/** What was measured in this store, the latest first; of running stages what they have done so far. */
export function collectMeasurements(store: ReadableStore, nowMs: number): Measurement[] {
  const memory = finished.get(store) ?? new Map<string, Measurement | null>();
  finished.set(store, memory);
  const findAttack: FindAttack = (key) => findAttackStage(store, key);
  return listMeasuredStages(store, mostMeasured).flatMap(({ key, status }) => {
    const known = memory.get(key);
    if (known !== undefined) return known ?? [];
    const row = findStageRow(store, key);
    const measurement = row ? measure(row, findAttack, nowMs) : null;
    if (status === 'completed') memory.set(key, measurement);
    return measurement ?? [];
  });
}

/** The attack with a key, if the store has it. */
export function findAttackStage(store: ReadableStore, key: string): AttackStage | undefined {
  const stage = findStageRow(store, key)?.file.stage;
  return stage?.kind === 'attack' ? stage : undefined;
}

function measure(row: StageRow, findAttack: FindAttack, nowMs: number): Measurement | null {
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
