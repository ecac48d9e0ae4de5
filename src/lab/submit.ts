import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAtWork } from '../shared/events.ts';
import { findExperimentRow, findStageRow, findStageStatus, saveQueueState, saveStage } from '../store/index.ts';
import {
  type ExperimentFile,
  writeCancelledRuns,
  writeExperimentFile,
  experimentFileSchema,
} from './folder/experiment-files.ts';
import { indexExperiment } from './folder/index-folders.ts';
import { experimentFolder, stageFolder } from './folder/paths.ts';
import { readQueueFile } from './folder/queue-file.ts';
import { hasStageFile, restoreStage } from './folder/restore-stage.ts';
import { writeStageFile, writeStageState } from './folder/stage-files.ts';
import { forEachGivingWay } from './give-way.ts';
import { type LabContext, moveStage, refreshRunsOfStage } from './supervise/move-stage.ts';
import type { ExperimentPlan, PlannedStage } from './types.ts';

/**
 * Writes a plan into the data folder, stages first and the experiment last, so that a half-written one is none; queues what is
 * not complete. `requireOpen` throws once the lab was stopped in between.
 */
export async function writeExperiment(
  context: LabContext,
  plan: ExperimentPlan,
  requireOpen: () => void,
): Promise<void> {
  const { store, dataFolder } = context;
  await forEachGivingWay(plan.stages, (stage) => queueStage(context, stage), requireOpen);
  // Runs that needed some of them may have been deleted for good in between.
  for (const stage of plan.stages) if (findStageStatus(store, stage.file.key) === undefined) queueStage(context, stage);
  const folder = experimentFolder(dataFolder, plan.id);
  const file: ExperimentFile = experimentFileSchema.parse({
    version: 1,
    id: plan.id,
    createdAtMs: findExperimentRow(store, plan.id)?.createdAtMs ?? Date.now(),
    specPath: plan.specPath,
    spec: plan.spec,
    runs: plan.runs,
  });
  if (existsSync(join(folder, 'state.json'))) writeCancelledRuns(folder, new Set());
  writeExperimentFile(folder, file);
  indexExperiment(store, file, new Set());
  // Runs that were deleted and are back find their place again.
  saveQueueState(store, readQueueFile(dataFolder));
  for (const run of plan.runs) {
    for (const event of store.transact(() => refreshRunsOfStage(store, run.stages.evaluate))) context.tell(event);
  }
}

/** A new stage gets its folder; one that stopped is queued again, with the paths of this submission. */
function queueStage(context: LabContext, planned: PlannedStage): void {
  const { store, dataFolder } = context;
  const { file } = planned;
  const folder = stageFolder(dataFolder, file.key);
  const known = findStageRow(store, file.key);
  if (!known) {
    const state = { status: 'queued' as const, atMs: Date.now(), error: null };
    writeStageFile(folder, file);
    writeStageState(folder, state);
    saveStage(store, file, state);
    return;
  }
  const isActive = isAtWork(known.status);
  // The folder was removed while the lab was open.
  if (!isActive && !hasStageFile(dataFolder, file.key)) {
    restoreStage(store, dataFolder, file);
    moveStage(context, file.key, 'queued');
    return;
  }
  if (isActive || known.status === 'completed') return;
  writeStageFile(folder, file);
  saveStage(store, file, { status: known.status, atMs: known.statusAtMs, error: known.error });
  if (known.status !== 'queued') moveStage(context, file.key, 'queued');
}
