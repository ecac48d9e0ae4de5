import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleContents } from '../../shared/views/bundle.ts';
import { type ExperimentFile, readCancelledRuns, readExperimentFile } from '../folder/experiment-files.ts';
import { readMarks } from '../folder/marks-file.ts';
import { experimentFolder, stageFolder } from '../folder/paths.ts';
import { createInputDigests, type DigestMemory } from '../plan/digest.ts';
import type { LabQueries, StageView } from '../types.ts';
import { type CollectedInput, collectInputs } from './bundle-inputs.ts';
import { makePlainName } from './entry-names.ts';
import type { BundleStage } from './manifest.ts';
import { neutralExperiment } from './neutral-experiment.ts';
import { neutralInputPath } from './neutral-paths.ts';
import { findLineMap, neutralState } from './neutral-text.ts';
import type { BundledExperiment } from './select-runs.ts';
import { describeMachineOf, listStageFolder, readLastStart, readMapped, type StageFolderFile } from './stage-folder.ts';
import { moveInputs } from './stage-inputs.ts';

/** An entry as it will be written. */
export interface PlannedEntry {
  readonly path: string;
  /** Bytes to read for it, for the progress. */
  readonly sizeBytes: number;
  /** Weights hardly shrink, and are stored as they are. */
  readonly isCompressed: boolean;
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** The last checkpoint of a stage that is not written, only hashed. */
export interface HashedFile {
  readonly key: string;
  readonly path: string;
  readonly entryPath: string;
  readonly sizeBytes: number;
}

export interface PlannedBundle {
  readonly entries: readonly PlannedEntry[];
  readonly hashed: readonly HashedFile[];
  readonly stages: readonly Omit<BundleStage, 'weights'>[];
  /** The last checkpoint of each stage that has one. */
  readonly lastSteps: ReadonlyMap<string, number>;
  readonly inputs: readonly CollectedInput[];
}

/** What goes into a bundle of chosen runs; files are opened only when it is written. @throws AppError lab/bad-file. */
export async function planBundle(
  queries: LabQueries,
  experiments: readonly BundledExperiment[],
  { contents, memory }: { readonly contents: BundleContents; readonly memory: DigestMemory },
): Promise<PlannedBundle> {
  const { dataFolder } = queries;
  const keys = [...new Set(experiments.flatMap(({ runs }) => runs.flatMap(({ stages }) => Object.values(stages))))];
  const stages = keys.map((key) => queries.getStage(key));
  const inputs = collectInputs(stages.map((stage) => stage.file.stage));
  const digests = new Map(stages.flatMap((stage) => listPlaces(stage)));
  const folders = new Map(keys.map((key) => [key, listStageFolder(stageFolder(dataFolder, key))]));
  const lastSteps = new Map(
    [...folders].flatMap(([key, files]) => {
      const steps = files.flatMap(({ step }) => step ?? []);
      return steps.length === 0 ? [] : [[key, Math.max(...steps)] as const];
    }),
  );
  const isIncluded = (key: string, { step }: StageFolderFile) =>
    step === null || contents.adapters === 'all' || (contents.adapters === 'final' && step === lastSteps.get(key));
  return {
    entries: [
      ...experiments.flatMap((experiment) => planExperimentEntries(dataFolder, experiment, digests)),
      ...stages.flatMap((stage) =>
        (folders.get(stage.key) ?? [])
          .filter((file) => isIncluded(stage.key, file))
          .map((file) => planStageEntry(stage, file, contents)),
      ),
      ...(contents.data ? await planDataEntries(inputs, memory) : []),
    ],
    hashed: [...folders].flatMap(([key, files]) =>
      files
        .filter((file) => file.step === lastSteps.get(key) && !isIncluded(key, file))
        .map(({ path, sizeBytes }) => ({
          key,
          path: join(stageFolder(dataFolder, key), path),
          entryPath: path,
          sizeBytes,
        })),
    ),
    stages: stages.map(({ key, kind, status, device, versions, folder }) => ({
      key,
      kind,
      status,
      device,
      versions: { ...versions },
      machine: describeMachineOf(readLastStart(folder)?.host),
    })),
    lastSteps,
    inputs,
  };
}

function listPlaces({ file }: StageView): [path: string, digest: string][] {
  const places: [string, string][] = [];
  moveInputs(file.stage, (path, digest) => {
    places.push([path, digest]);
    return path;
  });
  return places;
}

function planExperimentEntries(
  dataFolder: string,
  { id, runs }: BundledExperiment,
  digests: ReadonlyMap<string, string>,
): PlannedEntry[] {
  const folder = experimentFolder(dataFolder, id);
  const runIds = new Set(runs.map((run) => run.runId));
  const file: ExperimentFile = neutralExperiment(readExperimentFile(folder, id), runIds, digests);
  const cancelled = [...readCancelledRuns(folder)].filter((runId) => runIds.has(runId)).sort();
  // Who hands a run on means it to be seen, whatever trash it lies in here.
  const marks = [...readMarks(folder)]
    .filter(([runId]) => runIds.has(runId))
    .map(([runId, own]) => [runId, { ...own, trashedAtMs: null }]);
  return [
    planJson(`experiments/${id}/experiment.json`, file),
    ...(cancelled.length > 0 ? [planJson(`experiments/${id}/state.json`, { cancelledRuns: cancelled })] : []),
    ...(marks.length > 0
      ? [planJson(`experiments/${id}/marks.json`, { version: 1, runs: Object.fromEntries(marks) })]
      : []),
  ];
}

function planStageEntry(stage: StageView, file: StageFolderFile, contents: BundleContents): PlannedEntry {
  const path = `stages/${stage.key}/${file.path}`;
  const source = join(stage.folder, file.path);
  if (file.path === 'spec.json')
    return planJson(path, { ...stage.file, stage: moveInputs(stage.file.stage, neutralInputPath) });
  if (file.path === 'state.json') return planText(path, neutralState(readFileSync(source, 'utf8')));
  return {
    path,
    sizeBytes: file.sizeBytes,
    isCompressed: file.step === null,
    read: () => readMapped(source, file.step === null ? findLineMap(file.path, contents) : null),
  };
}

/** Data files as they were when they were used; one that has changed is left out, and is missing where the bundle goes. */
async function planDataEntries(inputs: readonly CollectedInput[], memory: DigestMemory): Promise<PlannedEntry[]> {
  const digests = createInputDigests(memory);
  const entries = inputs.map(async ({ kind, digest, name, path, files }): Promise<PlannedEntry[]> => {
    if (kind !== 'data' || files === null || (await digests.ofFile(path)) !== digest) return [];
    const sizeBytes = Object.values(files).reduce((sum, size) => sum + size, 0);
    const read = () => readMapped(path, null);
    return [{ path: `data/${digest}/${makePlainName(name)}`, sizeBytes, isCompressed: true, read }];
  });
  return (await Promise.all(entries)).flat();
}

function planJson(path: string, value: unknown): PlannedEntry {
  return planText(path, `${JSON.stringify(value, null, 2)}\n`);
}

function planText(path: string, text: string): PlannedEntry {
  const bytes = Buffer.from(text);
  return {
    path,
    sizeBytes: bytes.length,
    isCompressed: true,
    read: async function* () {
      yield bytes;
    },
  };
}
