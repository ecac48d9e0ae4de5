import type { QueueItem, QueueStage, QueueView } from '../shared/contract/runs.ts';
import { isAtWork, type Status } from '../shared/events.ts';
import {
  listQueuedRunIds,
  type ReadableStore,
  readQueueState,
  readTableRuns,
  readTableStages,
  type TableRun,
  type TableStage,
} from '../store/index.ts';
import { forecastRemaining } from './forecast/index.ts';
import { readFraction } from './runs-table/build-runs-table.ts';

const kinds = ['align', 'attack', 'evaluate'] as const;

/** What is at work comes first, then what waits, then what a person has to set going again. */
const groups: readonly (readonly Status[])[] = [
  ['running', 'starting', 'stopping'],
  ['queued'],
  ['interrupted', 'failed', 'cancelled', 'completed'],
];

/** The queue in the order of execution, with the expected time of what is left. */
export function viewQueue(store: ReadableStore, slots: number): QueueView {
  const runs = new Map(readTableRuns(store).map((run) => [run.runId, run]));
  const stages = readTableStages(store);
  const waiting = listQueuedRunIds(store).flatMap((runId) => runs.get(runId) ?? []);
  const ordered = groups.flatMap((statuses) => waiting.filter((run) => statuses.includes(run.status)));
  const { remainingMsByStage } = forecastRemaining(store, listOpenKeys(ordered, stages), slots);
  const live = ordered.filter((run) => isLive(run));
  return {
    isPaused: readQueueState(store).isPaused,
    slots,
    items: ordered.map((run) => viewItem(run, stages, remainingMsByStage)),
    remainingMs:
      live.length === 0 ? 0 : toDuration(forecastRemaining(store, listOpenKeys(live, stages), slots).remainingMs),
  };
}

/** Goes on without a person. */
function isLive(run: TableRun): boolean {
  return isAtWork(run.status) || (run.status === 'queued' && run.isHeld === 0);
}

function listOpenKeys(runs: readonly TableRun[], stages: ReadonlyMap<string, TableStage>): string[] {
  const keys = new Set(runs.flatMap(readKeys));
  return [...keys].filter((key) => stages.has(key) && stages.get(key)?.status !== 'completed');
}

function viewItem(
  run: TableRun,
  stages: ReadonlyMap<string, TableStage>,
  remaining: ReadonlyMap<string, number | null>,
): QueueItem {
  const keys = readKeys(run);
  const open = keys.filter((key) => stages.get(key)?.status !== 'completed');
  const left = open.map((key) => remaining.get(key) ?? null);
  return {
    runId: run.runId,
    experimentId: run.experimentId,
    experimentName: run.experimentName,
    arm: run.arm,
    varied: JSON.parse(run.varied),
    status: run.status,
    isHeld: run.isHeld === 1,
    stages: keys.map((key, place) => viewStage(key, kinds[place] ?? 'evaluate', stages.get(key))),
    remainingMs: toDuration(left.reduce((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0)),
  };
}

function viewStage(key: string, kind: QueueStage['kind'], stage: TableStage | undefined): QueueStage {
  if (!stage) return { key, kind, status: 'interrupted', fraction: 0, sharedWith: 0 };
  return {
    key,
    kind,
    status: stage.status,
    fraction: readFraction(stage),
    sharedWith: Math.max(0, stage.runCount - 1),
  };
}

function readKeys(run: TableRun): string[] {
  return JSON.parse(run.stageKeys) as string[]; // written by saveRun
}

/** A clock that was set back gives no time below zero. */
function toDuration(ms: number | null): number | null {
  return ms === null || !Number.isFinite(ms) ? null : Math.max(0, ms);
}
