import type { Forecast } from '../../shared/contract/experiments.ts';
import { isAtWork } from '../../shared/events.ts';
import type { AttackStage, StageFile } from '../../shared/spec/stage.ts';
import { findStageStanding, listMeasuredStages, type ReadableStore, type StageStanding } from '../../store/index.ts';
import { describeBasis } from './describe-basis.ts';
import type { Measurement } from './measure.ts';
import { addUp, listUpstream, type PendingStage, schedule } from './schedule.ts';
import { findMeasurement, findStageFile } from './stage-memory.ts';
import { estimateDisk, estimateMemory } from './stage-space.ts';
import { type Estimate, estimateDuration } from './stage-time.ts';
import type { FindAttack } from './work.ts';

/** The latest stages say most about the machine as it is now. */
const mostMeasured = 400;

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

/** Forecasts stages that are about to be submitted, in queue order; those that are complete in the store cost nothing. */
export function forecastStages(store: ReadableStore, files: readonly StageFile[], slots: number): StagesForecast {
  const known = lookAt(store, files);
  const pending: PendingStage[] = [];
  const durations = new Map<string, number | null>();
  const times: (Estimate | null)[] = [];
  const memories: (Estimate | null)[] = [];
  const disks: (number | null)[] = [];
  for (const file of files) {
    const standing = findStageStanding(store, file.key);
    const duration = estimateDuration(file.stage, known.measured, known.findAttack);
    durations.set(file.key, duration?.value ?? null);
    if (standing?.status === 'completed') continue;
    const memory = estimateMemory(file.stage, known.measured);
    times.push(duration);
    memories.push(memory);
    disks.push(estimateDisk(file.stage, known.measured)?.value ?? null);
    pending.push(describePending(file, { standing, duration, memory, nowMs: known.nowMs }));
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
  const open = [...new Set(keys)].flatMap((key) => {
    const standing = findStageStanding(store, key);
    const file = standing && standing.status !== 'completed' ? findStageFile(store, key) : undefined;
    return file ? [{ file, standing }] : [];
  });
  const known = lookAt(
    store,
    open.map(({ file }) => file),
  );
  const pending = open.map(({ file, standing }) => {
    const duration = estimateDuration(file.stage, known.measured, known.findAttack);
    return describePending(file, { standing, duration, memory: null, nowMs: known.nowMs });
  });
  const remaining = new Map(pending.map(({ key, remainingMs }) => [key, remainingMs]));
  return {
    remainingMsByStage: new Map(keys.map((key) => [key, remaining.has(key) ? (remaining.get(key) ?? null) : 0])),
    remainingMs: schedule(pending, slots).durationMs,
  };
}

interface Known {
  /** What was measured in the store, the latest first; of running stages what they have done so far. */
  readonly measured: readonly Measurement[];
  readonly findAttack: FindAttack;
  readonly nowMs: number;
}

function lookAt(store: ReadableStore, files: readonly StageFile[]): Known {
  const nowMs = Date.now();
  const planned = new Map(files.map((file) => [file.key, file]));
  const findAttack = (key: string): AttackStage | undefined => {
    const stage = (planned.get(key) ?? findStageFile(store, key))?.stage;
    return stage?.kind === 'attack' ? stage : undefined;
  };
  const measured = listMeasuredStages(store, mostMeasured).flatMap(
    ({ key, status }) => findMeasurement(store, key, { isComplete: status === 'completed', findAttack, nowMs }) ?? [],
  );
  return { measured, findAttack, nowMs };
}

function describePending(
  file: StageFile,
  known: {
    readonly standing: StageStanding | undefined;
    readonly duration: Estimate | null;
    readonly memory: Estimate | null;
    readonly nowMs: number;
  },
): PendingStage {
  const { standing, duration, memory, nowMs } = known;
  const durationMs = duration?.value ?? null;
  const isRunning = standing !== undefined && isAtWork(standing.status);
  return {
    key: file.key,
    after: listUpstream(file.stage),
    remainingMs: standing ? leftOf(standing, durationMs, isRunning, nowMs) : durationMs,
    memoryBytes: memory?.value ?? null,
    isRunning,
  };
}

/** A running stage knows best itself; one that stopped goes on from where it was. */
function leftOf(standing: StageStanding, durationMs: number | null, isRunning: boolean, nowMs: number): number | null {
  const { fraction, startedAtMs, remainingMs } = standing;
  if (isRunning && remainingMs !== null) return remainingMs;
  if (durationMs === null) return null;
  if (!isRunning) return durationMs * (1 - fraction);
  // A clock that was set back must not make it longer.
  const elapsedMs = startedAtMs === null ? 0 : Math.max(0, nowMs - startedAtMs);
  return Math.max(0, durationMs * (1 - fraction), durationMs - elapsedMs);
}
