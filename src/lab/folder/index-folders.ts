import { readdirSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import type { Status } from '../../shared/events.ts';
import { stageKeySchema } from '../../shared/spec/stage.ts';
import {
  deleteExperiment,
  deleteRun,
  deleteStage,
  findStageRow,
  findStageStatus,
  isFollowed,
  listExperimentRows,
  listIncompleteRuns,
  listOverruleRows,
  listRunRows,
  listRunsOfStage,
  listStageStatuses,
  replaceOverrules,
  saveExperiment,
  saveMarks,
  saveOrigin,
  saveQueueState,
  saveRun,
  saveStage,
  setRunWanted,
  type StageState,
  vacatePositions,
  type WritableStore,
} from '../../store/index.ts';
import { type FollowedStage, followStage } from '../follow/follow-stage.ts';
import { indexJudgements } from '../judging/index-judgements.ts';
import { refreshRun } from '../supervise/run-status.ts';
import { type ExperimentFile, readCancelledRuns, readExperimentFile } from './experiment-files.ts';
import { noMarks, readMarks } from './marks-file.ts';
import { measureKeptCheckpoints } from './kept-checkpoints.ts';
import { readOrigins } from './origins-file.ts';
import { readQueueFile } from './queue-file.ts';
import { readOverrules } from './overrules-file.ts';
import { experimentFolder, experimentsFolder, stageFolder, stagesFolder } from './paths.ts';
import { hasStageFile, restoreStage } from './restore-stage.ts';
import { readStageFile, readStageState, writeStageState } from './stage-files.ts';

/**
 * Brings the store in line with the folders, which are the truth: forgets what is gone, reads what is new and what was
 * not complete. On an empty store this is the rebuild. Returns a sentence for each folder that could not be used.
 */
export function indexFolders(store: WritableStore, dataFolder: string): string[] {
  const warnings: string[] = [];
  indexStages(store, dataFolder, warnings);
  indexExperiments(store, dataFolder, warnings);
  store.transact(() => {
    for (const experiment of listExperimentRows(store)) {
      for (const run of listRunRows(store, experiment.id)) refreshRun(store, run.runId);
    }
  });
  return warnings;
}

function indexStages(store: WritableStore, dataFolder: string, warnings: string[]): void {
  const keys = listFolders(stagesFolder(dataFolder)).filter((name) => stageKeySchema.safeParse(name).success);
  const known = listStageStatuses(store);
  collect(warnings, () => settleRemovedStages(store, dataFolder, { keys: new Set(keys), known, warnings }));
  for (const key of keys) {
    collect(warnings, () => {
      // A new version of the index may have to read the logs of complete stages again.
      if (known.get(key) !== 'completed' || !isFollowed(store, key)) indexStage(store, dataFolder, key);
      // A complete stage does not change, but what people think of its answers does.
      else indexJudgedLater(store, dataFolder, key);
    });
  }
}

/** Forgets stages whose folders are gone; those that a run still names get a folder again, without results. */
function settleRemovedStages(
  store: WritableStore,
  dataFolder: string,
  { keys, known, warnings }: { keys: ReadonlySet<string>; known: ReadonlyMap<string, Status>; warnings: string[] },
): void {
  const experiments = new Set(listFolders(experimentsFolder(dataFolder)));
  const removed = [...known.keys()].filter((key) => !hasStageFile(dataFolder, key));
  let restoredCount = 0;
  for (const key of removed) {
    const stage = findStageRow(store, key);
    if (stage && listRunsOfStage(store, key).some((run) => experiments.has(run.experimentId))) {
      restoreStage(store, dataFolder, stage.file);
      restoredCount += 1;
    } else if (!keys.has(key)) {
      deleteStage(store, key);
    }
  }
  if (restoredCount > 0) {
    warnings.push(
      `${restoredCount === 1 ? 'One stage folder was' : `${restoredCount} stage folders were`} removed from ${stagesFolder(dataFolder)}; the runs that need them have failed, and a retry runs the stages again.`,
    );
  }
}

/** Reads a stage folder into the store, with what was judged later. */
export function indexStage(store: WritableStore, dataFolder: string, key: string): void {
  const folder = stageFolder(dataFolder, key);
  const file = readStageFile(folder, key);
  const state = readStageState(folder);
  saveStage(store, file, state ?? { status: 'queued', atMs: 0, error: null });
  const { events } = followStage(store, folder, key);
  measureKeptCheckpoints(store, dataFolder, key);
  indexJudgedLater(store, dataFolder, key);
  if (state) return;
  // A folder that came from elsewhere has its log alone; what the log says last becomes its state.
  const derived = deriveState(events.at(-1));
  writeStageState(folder, derived);
  saveStage(store, file, derived);
}

/** What people and later judges say of the answers of a stage. */
function indexJudgedLater(store: WritableStore, dataFolder: string, key: string): void {
  indexOverrules(store, dataFolder, key);
  indexJudgements(store, dataFolder, key);
}

function indexOverrules(store: WritableStore, dataFolder: string, key: string): void {
  const overrules = readOverrules(stageFolder(dataFolder, key));
  if (overrules.length > 0 || listOverruleRows(store, key).length > 0) replaceOverrules(store, key, overrules);
}

function deriveState(last: FollowedStage['events'][number] | undefined): StageState {
  if (!last) return { status: 'queued', atMs: Date.now(), error: null };
  if (last.kind === 'finished') {
    const error = last.error && {
      code: last.error.code,
      message: last.error.message,
      ...(last.error.stack === undefined ? {} : { stack: last.error.stack }),
    };
    return { status: last.outcome, atMs: Math.round(last.atMs), error: error ?? null };
  }
  return {
    status: 'interrupted',
    atMs: Math.round(last.atMs),
    error: { code: 'worker/interrupted', message: 'The log ends without a finished event.' },
  };
}

function indexExperiments(store: WritableStore, dataFolder: string, warnings: string[]): void {
  const ids = listFolders(experimentsFolder(dataFolder));
  const present = new Set(ids);
  const known = new Set(listExperimentRows(store).map((experiment) => experiment.id));
  for (const id of known) if (!present.has(id)) deleteExperiment(store, id);
  // Their stages may have folders again.
  const incomplete = new Set(listIncompleteRuns(store).map((run) => run.experimentId));
  for (const id of ids) {
    collect(warnings, () => {
      const folder = experimentFolder(dataFolder, id);
      const cancelled = readCancelledRuns(folder);
      if (!known.has(id) || incomplete.has(id)) indexExperiment(store, readExperimentFile(folder, id), cancelled);
      else for (const run of listRunRows(store, id)) setRunWanted(store, run.runId, !cancelled.has(run.runId));
      indexMarks(store, folder, id);
      indexOrigins(store, folder, id);
    });
  }
  collect(warnings, () => saveQueueState(store, readQueueFile(dataFolder)));
}

function indexMarks(store: WritableStore, folder: string, experimentId: string): void {
  const marks = readMarks(folder);
  store.transact(() => {
    for (const run of listRunRows(store, experimentId)) saveMarks(store, run.runId, marks.get(run.runId) ?? noMarks);
  });
}

function indexOrigins(store: WritableStore, folder: string, experimentId: string): void {
  const origins = readOrigins(folder);
  store.transact(() => {
    for (const run of listRunRows(store, experimentId)) saveOrigin(store, run.runId, origins.get(run.runId) ?? null);
  });
}

/** Puts an experiment and its runs into the store, in place of what it had; stages that have no folder are left out. */
export function indexExperiment(store: WritableStore, file: ExperimentFile, cancelled: ReadonlySet<string>): void {
  store.transact(() => {
    saveExperiment(store, {
      id: file.id,
      name: file.spec.name,
      createdAtMs: file.createdAtMs,
      specPath: file.specPath,
      spec: file.spec,
    });
    const named = new Set(file.runs.map((run) => run.runId));
    for (const run of listRunRows(store, file.id)) if (!named.has(run.runId)) deleteRun(store, run.runId);
    vacatePositions(store, file.id);
    for (const [position, run] of file.runs.entries()) {
      const keys = [run.stages.align, run.stages.attack, run.stages.evaluate];
      saveRun(store, {
        runId: run.runId,
        experimentId: file.id,
        position,
        arm: run.arm,
        varied: run.varied,
        settings: run.settings,
        isWanted: !cancelled.has(run.runId),
        stageKeys: keys,
        presentKeys: new Set(keys.filter((key) => findStageStatus(store, key) !== undefined)),
      });
      refreshRun(store, run.runId);
    }
  });
}

function listFolders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** One unusable folder must not keep the others out. */
function collect(warnings: string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    warnings.push(error.message);
  }
}
