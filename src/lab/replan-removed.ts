import { AppError } from '../shared/errors.ts';
import { findStageStatus, listIncompleteRuns, type WritableStore } from '../store/index.ts';
import { rememberDigests } from './folder/digest-file.ts';
import { type ExperimentFile, readCancelledRuns, readExperimentFile } from './folder/experiment-files.ts';
import { indexExperiment } from './folder/index-folders.ts';
import { experimentFolder } from './folder/paths.ts';
import { restoreStage } from './folder/restore-stage.ts';
import { buildStages } from './plan/build-stages.ts';
import { createInputDigests, type InputDigests } from './plan/digest.ts';

/**
 * Plans stages anew whose folders were removed and which the index does not know either, from the settings of their runs, so
 * that a retry can run them again. Returns a sentence for each experiment of which that is impossible.
 */
export async function replanRemoved(store: WritableStore, dataFolder: string): Promise<string[]> {
  const place = { store, dataFolder, digests: createInputDigests(rememberDigests(store, dataFolder)) };
  const byExperiment = Map.groupBy(listIncompleteRuns(store), (run) => run.experimentId);
  const warnings: string[] = [];
  for (const [experimentId, runs] of byExperiment) {
    try {
      const folder = experimentFolder(dataFolder, experimentId);
      const file = readExperimentFile(folder, experimentId);
      const runIds = new Set(runs.map((run) => run.runId));
      for (const run of file.runs) if (runIds.has(run.runId)) await replanRun(place, file, run);
      indexExperiment(store, file, readCancelledRuns(folder));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      warnings.push(
        `${runs.length === 1 ? 'A run' : `${runs.length} runs`} of ${experimentId} cannot go on: stage folders were removed and cannot be planned again. ${error.message}`,
      );
    }
  }
  return warnings;
}

interface Place {
  readonly store: WritableStore;
  readonly dataFolder: string;
  readonly digests: InputDigests;
}

async function replanRun(
  { store, dataFolder, digests }: Place,
  { specPath }: ExperimentFile,
  { settings, stages }: ExperimentFile['runs'][number],
): Promise<void> {
  const planned = await buildStages(settings, { specPath, digests, execution: {} });
  for (const kind of ['align', 'attack', 'evaluate'] as const) {
    if (findStageStatus(store, stages[kind]) !== undefined) continue;
    if (planned[kind].key !== stages[kind]) {
      throw new AppError(
        'lab/data-changed',
        `The files of the ${kind} stage have changed since it was planned; run the experiment again from its spec.`,
      );
    }
    restoreStage(store, dataFolder, planned[kind]);
  }
}
