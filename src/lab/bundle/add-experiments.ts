import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { RunOrigin } from '../../shared/views/bundle.ts';
import { findStageStatus, listRunRows, saveMarks, saveOrigin } from '../../store/index.ts';
import {
  type ExperimentFile,
  readCancelledRuns,
  readExperimentFile,
  writeCancelledRuns,
  writeExperimentFile,
} from '../folder/experiment-files.ts';
import { indexExperiment } from '../folder/index-folders.ts';
import { noMarks, readMarks, writeMarks } from '../folder/marks-file.ts';
import { readOrigins, writeOrigins } from '../folder/origins-file.ts';
import { experimentFolder } from '../folder/paths.ts';
import type { LabContext } from '../supervise/move-stage.ts';

/**
 * Adds the runs of an unpacked experiment that the data folder does not have; what it has stays. Runs of which a stage could
 * start come in as cancelled, so that nothing starts by itself. Returns the ids of those that were added.
 * @param unpacked the experiment's folder in the staging folder
 */
export function addExperiment(
  { store, dataFolder }: LabContext,
  unpacked: string,
  { file, origin }: { readonly file: ExperimentFile; readonly origin: RunOrigin },
): string[] {
  const folder = experimentFolder(dataFolder, file.id);
  const known = existsSync(join(folder, 'experiment.json')) ? readExperimentFile(folder, file.id) : undefined;
  const knownIds = new Set(known?.runs.map((run) => run.runId));
  const added = file.runs.filter((run) => !knownIds.has(run.runId));
  if (added.length === 0) return [];
  // Their ids are numbered, so that this is the order of the experiment.
  const runs = [...(known?.runs ?? []), ...added].sort((left, right) => (left.runId < right.runId ? -1 : 1));
  const merged: ExperimentFile = { ...(known ?? file), runs };
  const addedIds = new Set(added.map((run) => run.runId));
  const open = added.filter((run) => Object.values(run.stages).some((key) => findStageStatus(store, key) === 'queued'));
  const bundled = readMarks(unpacked);
  const cancelled = new Set([...readCancelledRuns(folder), ...open.map((run) => run.runId)]);
  const marks = new Map([...readMarks(folder), ...[...bundled].filter(([runId]) => addedIds.has(runId))]);
  const origins = new Map([...readOrigins(folder), ...[...addedIds].map((runId) => [runId, origin] as const)]);
  // The experiment last: a crash before leaves files that belong to nothing yet.
  if (cancelled.size > 0) writeCancelledRuns(folder, cancelled);
  if (marks.size > 0) writeMarks(folder, marks);
  writeOrigins(folder, origins);
  writeExperimentFile(folder, merged);
  indexExperiment(store, merged, cancelled);
  store.transact(() => {
    for (const { runId } of listRunRows(store, file.id)) {
      saveMarks(store, runId, marks.get(runId) ?? noMarks);
      saveOrigin(store, runId, origins.get(runId) ?? null);
    }
  });
  return [...addedIds];
}

/** Where the runs of a bundle come from. */
export function describeOrigin(path: string, digest: string, bundledAtMs: number): RunOrigin {
  return { fileName: basename(path), digest, bundledAtMs, importedAtMs: Date.now() };
}

/** @throws AppError bundle/damaged for runs that name stages which the bundle has not. */
export function requireStages(path: string, files: readonly ExperimentFile[], keys: ReadonlySet<string>): void {
  for (const { runs } of files) {
    for (const { runId, stages } of runs) {
      const missing = Object.values(stages).find((key) => !keys.has(key));
      if (missing === undefined) continue;
      throw new AppError(
        'bundle/damaged',
        `The bundle ${path} is refused: its run ${runId} names the stage ${missing}, which is not in it. Ask for the file again.`,
      );
    }
  }
}
