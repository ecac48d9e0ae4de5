import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync as readFolder, renameSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CancelledError } from '../../shared/errors.ts';
import type { DifferingStage, ImportedBundle } from '../../shared/views/bundle.ts';
import type { StageFile } from '../../shared/spec/stage.ts';
import { listDigestedPaths } from '../../store/index.ts';
import { rememberDigests } from '../folder/digest-file.ts';
import { readExperimentFile } from '../folder/experiment-files.ts';
import { indexStage } from '../folder/index-folders.ts';
import { measureKeptCheckpoints } from '../folder/kept-checkpoints.ts';
import { importingFolder, stageFolder } from '../folder/paths.ts';
import { hasStageFile } from '../folder/restore-stage.ts';
import { readStageFile } from '../folder/stage-files.ts';
import { indexJudgements } from '../judging/index-judgements.ts';
import { forEachAtOnce } from '../at-once.ts';
import { forEachGivingWay } from '../give-way.ts';
import type { LabContext } from '../supervise/move-stage.ts';
import { addExperiment, describeOrigin, requireStages } from './add-experiments.ts';
import { listDifferences } from './compare-existing.ts';
import { parseStageEntry } from './entry-names.ts';
import { findInputs, type FoundInputs } from './find-inputs.ts';
import { localExperiment, localStage } from './local-experiment.ts';
import { openBundle, type OpenBundle } from './open-bundle.ts';
import type { OnProgress } from '../work/meter.ts';
import { unpackChecked } from './stage-bundle.ts';
import { summarizeManifest } from './summarize.ts';

const specsAtOnce = 16;

export interface ImportBundleOptions {
  /** Where models and data of the runs may lie, beside what was used in this data folder before. */
  readonly inputFolders?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Imports a bundle: checks every byte while it unpacks beside the data folder's content, and only then moves in what is new. What is
 * there is never changed; a second import changes nothing. `requireOpen` throws once the lab was stopped.
 * @throws AppError bundle/..., CancelledError when the signal was aborted.
 */
export async function importBundle(
  context: LabContext,
  path: string,
  { requireOpen, ...options }: ImportBundleOptions & { readonly requireOpen: () => void },
): Promise<ImportedBundle> {
  const { dataFolder } = context;
  const staging = join(importingFolder(dataFolder), randomUUID());
  const bundle = await openBundle(path);
  try {
    mkdirSync(staging, { recursive: true });
    await unpackChecked(bundle, { dataFolder, staging }, options);
    requireOpen();
    return await moveIn(context, bundle, { staging, requireOpen, options });
  } catch (error) {
    if (options.signal?.aborted) throw new CancelledError('The import was cancelled; nothing was imported.');
    throw error;
  } finally {
    await bundle.close();
    await rm(staging, { recursive: true, force: true });
  }
}

interface MoveIn {
  readonly staging: string;
  readonly requireOpen: () => void;
  readonly options: ImportBundleOptions;
}

async function moveIn(
  context: LabContext,
  bundle: OpenBundle,
  { staging, requireOpen, options }: MoveIn,
): Promise<ImportedBundle> {
  const { store, dataFolder, tell } = context;
  const { manifest, digest, archive } = bundle;
  const keys = manifest.stages.map(({ key }) => key);
  const experiments = manifest.experiments.map(({ id }) => readExperimentFile(join(staging, 'experiments', id), id));
  requireStages(bundle.path, experiments, new Set(keys));
  options.onProgress?.({ text: 'looking for models and data', fraction: 1, remainingMs: null });
  const found = await findInputs(manifest.inputs, {
    folders: [...listBundledData(bundle, staging), ...(options.inputFolders ?? [])],
    knownPaths: listDigestedPaths(store),
    memory: rememberDigests(store, dataFolder),
    signal: options.signal,
  });
  const places = placeData(found, staging, dataFolder);
  const stages = new Map(
    keys.map((key): [string, StageFile] => [key, localStage(readStageFile(stagedStage(staging, key), key), places)]),
  );
  const present = keys.filter((key) => hasStageFile(dataFolder, key));
  const differing = await compareStages(bundle, dataFolder, present);
  await writeSpecs(
    staging,
    stages,
    keys.filter((key) => !hasStageFile(dataFolder, key)),
  );
  options.signal?.throwIfAborted();
  requireOpen();
  // From here on everything is moved in, and nothing is cancelled any more: each step leaves a whole data folder.
  moveData(staging, dataFolder);
  // What was here while the bundle was unpacked, and has been deleted since, was not unpacked.
  const isUnpacked = (key: string) => existsSync(join(stagedStage(staging, key), 'state.json'));
  // In the order of the database, which takes a tenth off writing it.
  const added = keys.filter((key) => !hasStageFile(dataFolder, key) && isUnpacked(key)).sort();
  const addStage = (key: string) => {
    moveFolder(stagedStage(staging, key), stageFolder(dataFolder, key));
    indexStage(store, dataFolder, key);
  };
  await store.inBulk(() => forEachGivingWay(added, addStage, requireOpen));
  const isKept = new Set([...differing.map(({ key }) => key), ...added]);
  const known = keys.filter((key) => !isKept.has(key)).map((key) => ({ staged: stagedStage(staging, key), key }));
  const addedWeights = known.filter(({ staged, key }) =>
    addMissing(staged, stageFolder(dataFolder, key), 'checkpoints'),
  );
  const judged = known.filter(({ staged, key }) => addMissing(staged, stageFolder(dataFolder, key), 'judgements'));
  for (const { key } of addedWeights) measureKeptCheckpoints(store, dataFolder, key);
  for (const { key } of judged) {
    indexJudgements(store, dataFolder, key);
    tell({ kind: 'stage.grew', key, what: ['samples', 'scores'] });
  }
  const origin = describeOrigin(bundle.path, digest, manifest.createdAtMs);
  const addedRuns = experiments.flatMap((file) =>
    addExperiment(context, join(staging, 'experiments', file.id), { file: localExperiment(file, stages), origin }),
  );
  if (addedRuns.length > 0 || added.length > 0 || addedWeights.length > 0) {
    tell({ kind: 'runs.changed' });
    tell({ kind: 'queue.changed' });
  }
  return {
    ...summarizeManifest(manifest, { sizeBytes: archive.sizeBytes, digest }),
    addedRuns: addedRuns.length,
    addedStages: added.length,
    addedWeights: addedWeights.length,
    addedJudgements: judged.length,
    equalStages: present.length - differing.length,
    differing,
    experimentIds: experiments.map(({ id }) => id),
    missingInputs: manifest.inputs
      .filter((input) => !places.has(input.digest))
      .map(({ kind, name, digest: own }) => ({ kind, name, digest: own })),
  };
}

function stagedStage(staging: string, key: string): string {
  return join(staging, 'stages', key);
}

/** Puts the specs of stages in place of the bundle's, safely on the disk; many at once share the waiting for it. */
async function writeSpecs(
  staging: string,
  stages: ReadonlyMap<string, StageFile>,
  keys: readonly string[],
): Promise<void> {
  await forEachAtOnce(keys, specsAtOnce, async (key) => {
    const text = `${JSON.stringify(stages.get(key), null, 2)}\n`;
    await writeFile(join(stagedStage(staging, key), 'spec.json'), text, { flush: true });
  });
}

function listBundledData({ manifest }: OpenBundle, staging: string): string[] {
  return manifest.contents.data ? [join(staging, 'data')] : [];
}

/** Data that came with the bundle will lie in the data folder. */
function placeData(found: FoundInputs, staging: string, dataFolder: string): FoundInputs {
  const from = join(staging, 'data');
  return new Map(
    [...found].map(([digest, path]) => [
      digest,
      path.startsWith(from) ? join(dataFolder, 'inputs', path.slice(from.length + 1)) : path,
    ]),
  );
}

function moveData(staging: string, dataFolder: string): void {
  if (!existsSync(join(staging, 'data'))) return;
  for (const digest of readFolder(join(staging, 'data'))) {
    const target = join(dataFolder, 'inputs', digest);
    if (!existsSync(target)) moveFolder(join(staging, 'data', digest), target);
  }
}

async function compareStages(
  { manifest }: OpenBundle,
  dataFolder: string,
  keys: readonly string[],
): Promise<DifferingStage[]> {
  const byStage = Map.groupBy(manifest.entries, (entry) => parseStageEntry(entry.path)?.key ?? '');
  const kinds = new Map(manifest.stages.map(({ key, kind }) => [key, kind]));
  const differing: DifferingStage[] = [];
  for (const key of keys) {
    const files = await listDifferences(stageFolder(dataFolder, key), byStage.get(key) ?? [], manifest.contents);
    const kind = kinds.get(key);
    if (files.length > 0 && kind) differing.push({ key, kind, files });
  }
  return differing;
}

/** Moves what a stage that was there with the same content lacks in one of its folders: checkpoints, or files of later judges. True if it lacked any. */
function addMissing(staged: string, folder: string, name: 'checkpoints' | 'judgements'): boolean {
  const from = join(staged, name);
  if (!existsSync(from)) return false;
  const missing = readFolder(from).filter((one) => !existsSync(join(folder, name, one)));
  for (const one of missing) moveFolder(join(from, one), join(folder, name, one));
  return missing.length > 0;
}

function moveFolder(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}
