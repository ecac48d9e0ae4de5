import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { isAtWork } from '../shared/events.ts';
import {
  deleteExperiment,
  deleteRun,
  deleteStage,
  isStageNeeded,
  listMarks,
  listNamedStages,
  listRunRows,
  moveRun,
  type RunRow,
} from '../store/index.ts';
import { removeDeleted, setDeleted } from './folder/delete-folder.ts';
import {
  readCancelledRuns,
  readExperimentFile,
  writeCancelledRuns,
  writeExperimentFile,
} from './folder/experiment-files.ts';
import { writeMarks } from './folder/marks-file.ts';
import { readOrigins, writeOrigins } from './folder/origins-file.ts';
import { experimentFolder, stageFolder } from './folder/paths.ts';
import { findRuns } from './queries.ts';
import { dropFromQueue } from './queue-order.ts';
import type { LabContext } from './supervise/move-stage.ts';

/**
 * Deletes trashed runs for good, with the stage folders that no other run needs; `requireOpen` throws once the lab was stopped.
 * The runs go first, all of them at once, and the folders last, one after the other: a crash between leaves folders that
 * nothing names, never a run without its folders. @throws AppError lab/no-run, lab/not-trashed, lab/run-active.
 */
export async function purgeRuns(
  context: LabContext,
  runIds: readonly string[],
  requireOpen: () => void,
): Promise<{ freedBytes: number }> {
  const { store, dataFolder, tell } = context;
  const runs = findRuns(store, runIds);
  requirePurgeable(context, runs);
  const gone = new Set(runIds);
  dropFromQueue(context, gone);
  let freedBytes = 0;
  try {
    const emptied = [...new Set(runs.map((run) => run.experimentId))].flatMap((id) => forgetRuns(context, id, gone));
    const named = listNamedStages(store);
    for (const place of emptied) await removeDeleted(place);
    for (const key of new Set(runs.flatMap((run) => run.stageKeys))) {
      requireOpen();
      // Another experiment may have been submitted that needs it.
      if (named.has(key) || isStageNeeded(store, key)) continue;
      const place = setDeleted(dataFolder, stageFolder(dataFolder, key));
      deleteStage(store, key);
      freedBytes += await removeDeleted(place);
    }
  } finally {
    tell({ kind: 'runs.changed' });
    tell({ kind: 'queue.changed' });
  }
  return { freedBytes };
}

function requirePurgeable(context: LabContext, runs: readonly RunRow[]): void {
  const experimentIds = [...new Set(runs.map((run) => run.experimentId))];
  const marks = new Map(experimentIds.flatMap((id) => [...listMarks(context.store, id)]));
  for (const { runId, status } of runs) {
    if (isAtWork(status)) {
      throw new AppError('lab/run-active', `The run ${runId} is ${status}; cancel it before you delete it.`);
    }
    if ((marks.get(runId)?.trashedAtMs ?? null) === null) {
      throw new AppError(
        'lab/not-trashed',
        `The run ${runId} is not in the trash; only runs in the trash are deleted for good.`,
      );
    }
  }
}

/** Takes runs out of their experiment; one that has none left goes with them. Returns folders that are left to be removed. */
function forgetRuns(context: LabContext, experimentId: string, gone: ReadonlySet<string>): string[] {
  const { store, dataFolder } = context;
  const folder = experimentFolder(dataFolder, experimentId);
  const runIds = listRunRows(store, experimentId).map((run) => run.runId);
  if (runIds.every((runId) => gone.has(runId))) {
    const place = setDeleted(dataFolder, folder);
    deleteExperiment(store, experimentId);
    return [place];
  }
  const file = readExperimentFile(folder, experimentId);
  writeExperimentFile(folder, { ...file, runs: file.runs.filter((run) => !gone.has(run.runId)) });
  const marks = [...listMarks(store, experimentId)].filter(([runId]) => !gone.has(runId));
  store.transact(() => {
    for (const runId of runIds) if (gone.has(runId)) deleteRun(store, runId);
    for (const [position, runId] of runIds.filter((id) => !gone.has(id)).entries()) moveRun(store, runId, position);
  });
  const cancelled = [...readCancelledRuns(folder)].filter((runId) => !gone.has(runId));
  if (existsSync(join(folder, 'state.json'))) writeCancelledRuns(folder, new Set(cancelled));
  writeMarks(folder, new Map(marks));
  const origins = readOrigins(folder);
  if (origins.size > 0) writeOrigins(folder, new Map([...origins].filter(([runId]) => !gone.has(runId))));
  return [];
}
