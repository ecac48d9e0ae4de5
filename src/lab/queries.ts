import { join } from 'node:path';
import { statuses } from '../shared/events.ts';
import { AppError } from '../shared/errors.ts';
import {
  countRunStatuses,
  countSampleRows,
  type ExperimentRow,
  findExperimentRow,
  findRunRow,
  findStageKeys,
  findStageRow,
  findStageStatus,
  listLastValues,
  listExperimentRows,
  listJudgementRows,
  listJudgeRows,
  listLogRows,
  listMarks,
  listMetrics,
  listOrigins,
  listOverruleRows,
  listDigestedPaths,
  listRunRows,
  listRunsOfStage,
  listSampleRows,
  listScores,
  listStageRows,
  listVerdictRows,
  measureActivity,
  type ReadableStore,
  readVerdicts,
  type RunRow,
  searchLogRows,
  type StageRow,
} from '../store/index.ts';
import { createBareImportFinder } from './bundle/find-bare-import.ts';
import { createCurveReader } from './curves/read-curves.ts';
import { readExperimentFile } from './folder/experiment-files.ts';
import { listKeptCheckpoints } from './folder/kept-checkpoints.ts';
import { experimentFolder, stageFolder } from './folder/paths.ts';
import { guardReads } from './guard-damage.ts';
import { forecastStages } from './forecast/index.ts';
import { mergeVerdicts } from './judging/merge-verdicts.ts';
import { planExperiment, type PlanOptions, tryPlan } from './plan/index.ts';
import { planPurge } from './plan-purge.ts';
import { buildRunsTable } from './runs-table/build-runs-table.ts';
import type { DigestMemory } from './plan/digest.ts';
import type { ExperimentView, LabQueries, RunView, StageView, Target } from './types.ts';

/** The reads of a data folder over an open store. */
export function createQueries(dataFolder: string, store: ReadableStore, memory: DigestMemory): LabQueries {
  const planOptions: PlanOptions = {
    memory,
    isComplete: (key) => findStageStatus(store, key) === 'completed',
    execution: {},
    findBareImport: createBareImportFinder(dataFolder, store),
  };
  const readCurves = createCurveReader(store);
  return guardReads(dataFolder, {
    dataFolder,
    listExperiments: () => listExperimentRows(store).map((row) => viewExperiment(store, row)),
    getExperiment: (id) => viewExperiment(store, resolveExperiment(store, id)),
    getActivity: () => measureActivity(store),
    listRuns: (experimentId) => viewRuns(dataFolder, store, resolveExperiment(store, experimentId).id),
    getRunsTable: () => buildRunsTable(store),
    planPurge: (runIds) => planPurge(store, findRuns(store, runIds)),
    listTrashedRunIds: (experimentId) =>
      [...listMarks(store, resolveExperiment(store, experimentId).id)]
        .filter(([, marks]) => marks.trashedAtMs !== null)
        .map(([runId]) => runId),
    listStages: (experimentId) =>
      listStageRows(store, resolveExperiment(store, experimentId).id).map((row) => viewStage(dataFolder, row)),
    getStage: (key) => viewStage(dataFolder, resolveStage(store, key)),
    getMetrics: (key, query) =>
      listMetrics(store, key, { names: query?.names ?? null, maxPoints: query?.maxPoints ?? null, afterStep: -1 }),
    listLastValues: (key) => listLastValues(store, key),
    getCurves: (keys, query) => readCurves(keys, query ?? {}),
    listRunsOfStage: (key) => listRunsOfStage(store, key),
    getScores: (key) => listScores(store, key),
    listSamples: (key, query) =>
      listSampleRows(store, key, {
        set: query?.set ?? null,
        step: query?.step ?? null,
        limit: query?.limit ?? -1,
        offset: query?.offset ?? 0,
      }),
    listVerdicts: (key, query) => listVerdictRows(store, key, query),
    readVerdicts: (key, query) => {
      const own = readVerdicts(store, key, query);
      const judges = query.set === 'safety' ? listJudgeRows(store, key) : [];
      return judges.length === 0 ? own : mergeVerdicts(own, judges, listJudgementRows(store, key, query.step));
    },
    countSamples: (key, query) => countSampleRows(store, key, { set: query?.set ?? null, step: query?.step ?? null }),
    listOverrules: (key) => listOverruleRows(store, key),
    listJudges: (key) => listJudgeRows(store, key),
    listJudgements: (key, step) => listJudgementRows(store, key, step),
    listCheckpoints: (key) => listKeptCheckpoints(store, dataFolder, key),
    listLogs: (key) => listLogRows(store, key),
    searchLogs: (key, query) => searchLogRows(store, key, query),
    listKnownInputs: () => listDigestedPaths(store),
    plan: (specPath) => planExperiment(specPath, planOptions),
    tryPlan: async (spec, folder) => {
      const tried = await tryPlan(spec, join(folder, 'spec.json'), planOptions);
      return { ...tried, isKnown: tried.plan !== null && findExperimentRow(store, tried.plan.id) !== undefined };
    },
    forecast: (stages, slots) => forecastStages(store, stages, slots),
  });
}

/** The runs that targets mean, each once. @throws AppError lab/no-experiment, lab/no-run. */
export function resolveTargets(store: ReadableStore, targets: Target | readonly Target[]): RunRow[] {
  const runs = [targets].flat().flatMap((target) => resolveTarget(store, target));
  return [...new Map(runs.map((run) => [run.runId, run])).values()];
}

function resolveTarget(store: ReadableStore, target: Target): RunRow[] {
  if ('experimentId' in target) return listRunRows(store, resolveExperiment(store, target.experimentId).id);
  const run = findRunRow(store, target.runId);
  if (!run) throw new AppError('lab/no-run', `There is no run "${target.runId}"; "lab status" lists runs.`);
  return [run];
}

/** The runs with these ids, in this order. @throws AppError lab/no-run. */
export function findRuns(store: ReadableStore, runIds: readonly string[]): RunRow[] {
  return [...new Set(runIds)].map((runId) => {
    const run = findRunRow(store, runId);
    if (!run)
      throw new AppError('lab/no-run', `There is no run "${runId}"; it may have been deleted. Reload the list.`);
    return run;
  });
}

/** The experiment with an id, with a unique beginning of one, or the newest for "last". @throws AppError lab/no-experiment. */
export function resolveExperiment(store: ReadableStore, id: string): ExperimentRow {
  const exact = findExperimentRow(store, id);
  if (exact) return exact;
  const all = listExperimentRows(store);
  const newest = all.at(-1);
  if (id === 'last' && newest) return newest;
  const matches = all.filter((experiment) => experiment.id.startsWith(id));
  const [match] = matches;
  if (match && matches.length === 1) return match;
  if (all.length === 0)
    throw new AppError('lab/no-experiment', 'There is no experiment yet; "lab run SPEC" makes one.');
  const problem = matches.length > 1 ? `"${id}" begins several experiments` : `There is no experiment "${id}"`;
  const known = (matches.length > 1 ? matches : all).map((experiment) => experiment.id).join(', ');
  throw new AppError('lab/no-experiment', `${problem}; expected one of ${known}, or "last".`);
}

/** The stage with a key or a unique beginning of one. @throws AppError lab/no-stage. */
export function resolveStage(store: ReadableStore, prefix: string): StageRow {
  const keys = prefix === '' ? [] : findStageKeys(store, prefix);
  const row = keys.length === 1 && keys[0] !== undefined ? findStageRow(store, keys[0]) : undefined;
  if (row) return row;
  const problem = keys.length > 1 ? 'begins several stage keys' : 'is no stage key and no beginning of one';
  throw new AppError('lab/no-stage', `"${prefix}" ${problem}; "lab status" lists them.`);
}

function viewExperiment(store: ReadableStore, row: ExperimentRow): ExperimentView {
  const counts = countRunStatuses(store, row.id);
  return {
    ...row,
    notes: row.spec.notes,
    runCount: [...counts.values()].reduce((sum, count) => sum + count, 0),
    // Every status is a key, so the record is whole.
    runCounts: Object.fromEntries(
      statuses.map((status) => [status, counts.get(status) ?? 0]),
    ) as ExperimentView['runCounts'],
    origins: listOrigins(store, row.id),
  };
}

function viewRuns(dataFolder: string, store: ReadableStore, experimentId: string): RunView[] {
  return listRunRows(store, experimentId).map((row) => {
    const { stageKeys, ...run } = row;
    const [align, attack, evaluate] = stageKeys;
    if (align !== undefined && attack !== undefined && evaluate !== undefined)
      return { ...run, stages: { align, attack, evaluate } };
    // Written by an older program; the experiment's own file names the keys.
    const file = readExperimentFile(experimentFolder(dataFolder, experimentId), experimentId);
    const stages = file.runs.find((other) => other.runId === row.runId)?.stages;
    if (!stages)
      throw new AppError(
        'lab/bad-file',
        `The experiment file of ${experimentId} lacks run ${row.runId}; "lab rebuild" reads it again.`,
      );
    return { ...run, stages };
  });
}

function viewStage(dataFolder: string, row: StageRow): StageView {
  const { outcome: _outcome, outcomeError: _outcomeError, ...stage } = row;
  const isOver = ['completed', 'failed', 'cancelled', 'interrupted'].includes(row.status);
  // A clock that was set back must not end a stage before its beginning.
  const endedAtMs = Math.max(row.statusAtMs, row.startedAtMs ?? 0);
  return { ...stage, folder: stageFolder(dataFolder, row.key), finishedAtMs: isOver ? endedAtMs : null };
}
