import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, CancelledError } from '../../../shared/errors.ts';
import type { StageFile } from '../../../shared/spec/stage.ts';
import { recallDigests } from '../../folder/digest-file.ts';
import { type ExperimentFile, readExperimentFile, writeExperimentFile } from '../../folder/experiment-files.ts';
import { experimentFolder, stageFolder } from '../../folder/paths.ts';
import { hasStageFile } from '../../folder/restore-stage.ts';
import { readStageFile, writeStageFile, writeStageState } from '../../folder/stage-files.ts';
import { requireStages } from '../add-experiments.ts';
import { checkEntries, refuseBundle } from '../check-entries.ts';
import { findInputs } from '../find-inputs.ts';
import { localExperiment, localStage } from '../local-experiment.ts';
import type { BundleInput, BundleManifest } from '../manifest.ts';
import { openFileSink } from '../file-sink.ts';
import { openBundle } from '../open-bundle.ts';
import type { OnProgress } from '../../work/meter.ts';
import { listStageInputs } from '../stage-inputs.ts';

export interface PrepareOptions {
  /** Where the new data folder and the unpacked bundle go. */
  readonly folder: string;
  /** Ids of runs; all of the bundle when empty. */
  readonly runIds: readonly string[];
  readonly inputFolders: readonly string[];
  /** Files that were used on this machine before; looked at first. */
  readonly knownPaths?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** A data folder in which the runs of a bundle wait to be run again, and the bundle's own results beside it. */
export interface PreparedReproduction {
  readonly path: string;
  readonly digest: string;
  readonly manifest: BundleManifest;
  readonly dataFolder: string;
  readonly recordFolder: string;
  readonly experimentIds: readonly string[];
  readonly stages: readonly StageFile[];
}

/**
 * Checks a bundle, finds its models and data by content, and writes its stages as they were into a new data folder, queued. In a folder
 * of an earlier attempt what is there stays, so that it goes on.
 * @throws AppError bundle/..., bundle/missing-inputs naming what was not found.
 */
export async function prepareReproduction(path: string, options: PrepareOptions): Promise<PreparedReproduction> {
  const { folder, signal } = options;
  const recordFolder = join(folder, 'bundle');
  const dataFolder = join(folder, 'data');
  const bundle = await openBundle(path);
  try {
    await rm(recordFolder, { recursive: true, force: true });
    const openSink = (entry: { readonly path: string }) => openFileSink(join(recordFolder, entry.path));
    const problems = await checkEntries(bundle, { signal, onProgress: options.onProgress, openSink });
    if (problems.length > 0) throw refuseBundle(path, problems);
    const { manifest, digest } = bundle;
    const experiments = manifest.experiments.flatMap(({ id }) =>
      chooseRuns(readExperimentFile(join(recordFolder, 'experiments', id), id), options.runIds),
    );
    requireRuns(path, experiments, options.runIds);
    requireStages(path, experiments, new Set(manifest.stages.map(({ key }) => key)));
    const keys = [...new Set(experiments.flatMap(({ runs }) => runs.flatMap((run) => Object.values(run.stages))))];
    const bundled = keys.map((key) => readStageFile(join(recordFolder, 'stages', key), key));
    const needed = new Set(bundled.flatMap(({ stage }) => listStageInputs(stage).map((input) => input.digest)));
    const wanted = manifest.inputs.filter((input) => needed.has(input.digest));
    const inputFolders = [join(recordFolder, 'data'), ...options.inputFolders];
    const found = await findInputs(wanted, {
      folders: inputFolders,
      knownPaths: options.knownPaths ?? [],
      memory: recallDigests(null),
      signal,
    });
    requireInputs(wanted, new Set(found.keys()), options.inputFolders);
    const stages = bundled.map((file) => localStage(file, found));
    for (const file of stages) queueNew(dataFolder, file);
    const byKey = new Map(stages.map((file) => [file.key, file]));
    for (const file of experiments)
      writeExperimentFile(experimentFolder(dataFolder, file.id), localExperiment(file, byKey));
    return { path, digest, manifest, dataFolder, recordFolder, experimentIds: experiments.map(({ id }) => id), stages };
  } catch (error) {
    if (signal?.aborted) throw new CancelledError('Stopped before anything was run again.');
    throw error;
  } finally {
    await bundle.close();
  }
}

function chooseRuns(file: ExperimentFile, runIds: readonly string[]): ExperimentFile[] {
  if (runIds.length === 0) return [file];
  const runs = file.runs.filter((run) => runIds.includes(run.runId));
  return runs.length === 0 ? [] : [{ ...file, runs }];
}

function requireRuns(path: string, experiments: readonly ExperimentFile[], runIds: readonly string[]): void {
  const known = new Set(experiments.flatMap(({ runs }) => runs.map((run) => run.runId)));
  const missing = runIds.find((runId) => !known.has(runId));
  if (missing !== undefined)
    throw new AppError(
      'lab/no-run',
      `The bundle ${path} has no run "${missing}"; "lab status" lists runs once it is imported.`,
    );
}

function requireInputs(wanted: readonly BundleInput[], found: ReadonlySet<string>, folders: readonly string[]): void {
  const missing = wanted.filter((input) => !found.has(input.digest));
  if (missing.length === 0) return;
  const names = missing.map(({ kind, name, digest, files }) => {
    const bytes = Object.values(files ?? {}).reduce((sum, size) => sum + size, 0);
    return `${kind} ${name} (${files === null ? '' : `${bytes} bytes, `}digest ${digest.slice(0, 12)})`;
  });
  throw new AppError(
    'bundle/missing-inputs',
    `What the runs read is not on this machine: ${names.join('; ')}. Looked by content in ${folders.filter((folder) => existsSync(folder)).join(', ')}; add it to the models and data sets of the data folder, or name the folder that has it with --inputs.`,
  );
}

function queueNew(dataFolder: string, file: StageFile): void {
  if (hasStageFile(dataFolder, file.key)) return;
  const folder = stageFolder(dataFolder, file.key);
  writeStageState(folder, { status: 'queued', atMs: Date.now(), error: null });
  writeStageFile(folder, file);
}
