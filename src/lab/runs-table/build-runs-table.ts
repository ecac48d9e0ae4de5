import type { RunRowView, RunsTable } from '../../shared/contract/runs.ts';
import {
  type ReadableStore,
  readLastScores,
  readLastValues,
  readTableRuns,
  readTableStages,
  type TableRun,
  type TableStage,
} from '../../store/index.ts';
import { buildCurveColumns, buildScoreColumns, type StageKeys } from './result-columns.ts';
import { createScoreNamer } from './name-scores.ts';
import { buildSettingColumns } from './setting-columns.ts';

/** All runs with all their settings, last scores and last values of curves. Made for thousands of runs: it reads whole tables, never a curve. */
export function buildRunsTable(store: ReadableStore): RunsTable {
  const runs = readTableRuns(store);
  const stages = readTableStages(store);
  const keys = runs.map((run): StageKeys => JSON.parse(run.stageKeys));
  return {
    rows: runs.map((run, index) => viewRow(run, keys[index] ?? [], stages)),
    columns: [
      ...buildSettingColumns(runs.map((run) => run.settings)),
      ...buildScoreColumns(keys, readLastScores(store), createScoreNamer(store, runs)),
      ...buildCurveColumns(keys, readLastValues(store), stages),
    ],
    totalBytes: [...new Set(keys.flat())].reduce((sum, key) => sum + (stages.get(key)?.sizeBytes ?? 0), 0),
  };
}

function viewRow(run: TableRun, keys: StageKeys, stages: ReadonlyMap<string, TableStage>): RunRowView {
  const own = keys.flatMap((key) => stages.get(key) ?? []);
  const [align = '', attack = '', evaluate = ''] = keys;
  return {
    runId: run.runId,
    experimentId: run.experimentId,
    experimentName: run.experimentName,
    createdAtMs: run.createdAtMs,
    arm: run.arm,
    status: run.status,
    startedAtMs: run.startedAtMs,
    finishedAtMs: run.finishedAtMs,
    workedMs: addUp(own, keys.length),
    fraction: own.reduce((sum, stage) => sum + readFraction(stage), 0) / 3,
    sizeBytes: own.reduce((sum, stage) => sum + stage.sizeBytes, 0),
    sharedBytes: own.reduce((sum, stage) => sum + (stage.runCount > 1 ? stage.sizeBytes : 0), 0),
    stages: { align, attack, evaluate },
    tags: JSON.parse(run.tags),
    notes: run.notes,
    isStarred: run.isStarred === 1,
    isArchived: run.isArchived === 1,
    trashedAtMs: run.trashedAtMs,
    origin: run.origin === null ? null : JSON.parse(run.origin),
  };
}

/** Null while a stage of them is not complete. */
function addUp(own: readonly TableStage[], count: number): number | null {
  const took = own.flatMap(({ tookMs }) => tookMs ?? []);
  return took.length < count ? null : took.reduce((sum, ms) => sum + ms, 0);
}

/** 0..1 of a stage; what a worker said before its stage was queued again does not count as done. */
export function readFraction(stage: Pick<TableStage, 'status' | 'fraction'>): number {
  if (stage.status === 'completed') return 1;
  return stage.status === 'queued' ? 0 : Math.min(1, Math.max(0, stage.fraction));
}
