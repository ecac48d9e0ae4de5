import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import {
  deleteExperiment,
  deleteStage,
  findExperimentRow,
  isStageNeeded,
  listMarks,
  listRunRows,
  type RunRow,
} from '../store/index.ts';
import {
  readCancelledRuns,
  readExperimentFile,
  writeCancelledRuns,
  writeExperimentFile,
} from './folder/experiment-files.ts';
import { indexExperiment } from './folder/index-folders.ts';
import { writeMarks } from './folder/marks-file.ts';
import { experimentFolder, stageFolder } from './folder/paths.ts';
import { findRuns } from './queries.ts';
import { dropFromQueue } from './queue-order.ts';
import type { LabContext } from './supervise/move-stage.ts';

/**
 * Deletes trashed runs for good, with the stage folders that no other run needs. The runs go first and the folders last, so
 * that a crash between leaves folders that nothing names, never a run without its folders.
 * @throws AppError lab/no-run, lab/not-trashed, lab/run-active.
 */
export async function purgeRuns(context: LabContext, runIds: readonly string[]): Promise<{ freedBytes: number }> {
  const { store, dataFolder } = context;
  const runs = findRuns(store, runIds);
  requirePurgeable(context, runs);
  const gone = new Set(runIds);
  dropFromQueue(context, gone);
  for (const experimentId of new Set(runs.map((run) => run.experimentId)))
    await forgetRuns(context, experimentId, gone);
  const keys = [...new Set(runs.flatMap((run) => run.stageKeys))].filter((key) => !isStageNeeded(store, key));
  let freedBytes = 0;
  for (const key of keys) {
    deleteStage(store, key);
    const folder = stageFolder(dataFolder, key);
    freedBytes += await measureFolder(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  context.tell({ kind: 'runs.changed' });
  context.tell({ kind: 'queue.changed' });
  return { freedBytes };
}

function requirePurgeable(context: LabContext, runs: readonly RunRow[]): void {
  const experimentIds = [...new Set(runs.map((run) => run.experimentId))];
  const marks = new Map(experimentIds.flatMap((id) => [...listMarks(context.store, id)]));
  for (const { runId, status } of runs) {
    if (['starting', 'running', 'stopping'].includes(status)) {
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

/** Takes runs out of their experiment; one that has none left goes with them. */
async function forgetRuns(context: LabContext, experimentId: string, gone: ReadonlySet<string>): Promise<void> {
  const { store, dataFolder } = context;
  const folder = experimentFolder(dataFolder, experimentId);
  if (listRunRows(store, experimentId).every((run) => gone.has(run.runId))) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    deleteExperiment(store, experimentId);
    return;
  }
  if (!findExperimentRow(store, experimentId)) return;
  const file = readExperimentFile(folder, experimentId);
  const left = { ...file, runs: file.runs.filter((run) => !gone.has(run.runId)) };
  const cancelled = new Set([...readCancelledRuns(folder)].filter((runId) => !gone.has(runId)));
  const marks = [...listMarks(store, experimentId)].filter(([runId]) => !gone.has(runId));
  writeExperimentFile(folder, left);
  if (existsSync(join(folder, 'state.json'))) writeCancelledRuns(folder, cancelled);
  writeMarks(folder, new Map(marks));
  indexExperiment(store, left, cancelled);
}

/** Bytes of the files below a folder; 0 where there is none. */
async function measureFolder(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
