import type { Forecast } from '../../shared/contract/experiments.ts';
import type { StageFile } from '../../shared/spec/stage.ts';
import { findStageRow, type ReadableStore, type StageRow } from '../../store/index.ts';
import { describeBasis } from './describe-basis.ts';
import { collectMeasurements, findAttackStage, type Measurement } from './measurements.ts';
import { addUp, listUpstream, type PendingStage, schedule } from './schedule.ts';
import { estimateDisk, estimateMemory } from './stage-space.ts';
import { type Estimate, estimateDuration } from './stage-time.ts';
import type { FindAttack } from './work.ts';

/** What stages are expected to take, by key; null where nothing comparable was ever measured on this machine. */
export interface StagesForecast extends Forecast {
  /** From start to end, for each stage. */
  readonly durationMsByStage: ReadonlyMap<string, number | null>;
}

export interface RemainingForecast {
  /** What is left of each stage, 0 for complete ones; running ones by their own progress. */
  readonly remainingMsByStage: ReadonlyMap<string, number | null>;
  /** Wall time over all slots until the last of them ends. */
  readonly remainingMs: number | null;
}

interface Known {
  readonly store: ReadableStore;
  readonly measured: readonly Measurement[];
  readonly findAttack: FindAttack;
  readonly nowMs: number;
}

/** Forecasts stages that are about to be submitted, in queue order; those that are complete in the store cost nothing. */
export function forecastStages(store: ReadableStore, files: readonly StageFile[], slots: number): StagesForecast {
  const known = lookAt(store, files);
  const pending: PendingStage[] = [];
  const durations = new Map<string, number | null>();
  const times: (Estimate | null)[] = [];
  const memories: (Estimate | null)[] = [];
  const disks: (number | null)[] = [];
  for (const file of files) {
    const row = findStageRow(store, file.key);
    const duration = estimateDuration(file.stage, known.measured, known.findAttack);
    durations.set(file.key, duration?.value ?? null);
    if (row?.status === 'completed') continue;
    const memory = estimateMemory(file.stage, known.measured);
    times.push(duration);
    memories.push(memory);
    disks.push(estimateDisk(file.stage, known.measured)?.value ?? null);
    pending.push(describePending(file, row, duration, memory, known.nowMs));
  }
  return {
    ...schedule(pending, slots),
    diskBytes: addUp(disks),
    basis: describeBasis(times, memories),
    durationMsByStage: durations,
  };
}

/** Forecasts what is left of stages of the store, in queue order. */
export function forecastRemaining(store: ReadableStore, keys: readonly string[], slots: number): RemainingForecast {
  const rows = [...new Set(keys)].flatMap((key) => findStageRow(store, key) ?? []);
  const known = lookAt(
    store,
    rows.map((row) => row.file),
  );
  const pending = rows
    .filter((row) => row.status !== 'completed')
    .map((row) => {
      const duration = estimateDuration(row.file.stage, known.measured, known.findAttack);
      return describePending(row.file, row, duration, null, known.nowMs);
    });
  const remaining = new Map(pending.map(({ key, remainingMs }) => [key, remainingMs]));
  return {
    remainingMsByStage: new Map(keys.map((key) => [key, remaining.has(key) ? (remaining.get(key) ?? null) : 0])),
    remainingMs: schedule(pending, slots).durationMs,
  };
}

function lookAt(store: ReadableStore, files: readonly StageFile[]): Known {
  const nowMs = Date.now();
  const planned = new Map(files.map((file) => [file.key, file.stage]));
  const findAttack: FindAttack = (key) => {
    const stage = planned.get(key);
    return stage?.kind === 'attack' ? stage : findAttackStage(store, key);
  };
  return { store, measured: collectMeasurements(store, nowMs), findAttack, nowMs };
}

function describePending(
  file: StageFile,
  row: StageRow | undefined,
  duration: Estimate | null,
  memory: Estimate | null,
  nowMs: number,
): PendingStage {
  const isRunning = row !== undefined && ['starting', 'running', 'stopping'].includes(row.status);
  return {
    key: file.key,
    after: listUpstream(file.stage),
    remainingMs: row ? leftOf(row, duration?.value ?? null, isRunning, nowMs) : (duration?.value ?? null),
    memoryBytes: memory?.value ?? null,
    isRunning,
  };
}

/** A running stage knows best itself; one that stopped goes on from where it was. */
function leftOf(row: StageRow, durationMs: number | null, isRunning: boolean, nowMs: number): number | null {
  const { progress, startedAtMs } = row;
  const fraction = progress?.fraction ?? 0;
  if (!isRunning) return durationMs === null ? null : durationMs * (1 - fraction);
  if (progress?.remainingMs !== null && progress?.remainingMs !== undefined) return progress.remainingMs;
  if (durationMs === null) return null;
  const elapsedMs = startedAtMs === null ? 0 : nowMs - startedAtMs;
  return Math.max(0, Math.max(durationMs * (1 - fraction), durationMs - elapsedMs));
}
