import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, CancelledError } from '../../shared/errors.ts';
import { engineRevision } from '../../shared/spec/stage.ts';
import type { BundleContents, WrittenBundle } from '../../shared/views/bundle.ts';
import { recallDigests } from '../folder/digest-file.ts';
import type { LabQueries, Target } from '../types.ts';
import { type ArchiveWriter, openArchiveWriter } from './archive-writer.ts';
import {
  type BundleEntry,
  type BundleManifest,
  type BundleStage,
  bundleFormat,
  bundleVersion,
  manifestName,
  manifestSchema,
} from './manifest.ts';
import { planBundle, type PlannedBundle } from './plan-bundle.ts';
import { meterWork, type OnProgress } from '../work/meter.ts';
import { hashRange } from './seal.ts';
import { type BundledExperiment, selectRuns } from './select-runs.ts';
import { summarizeManifest } from './summarize.ts';

export interface PageWishes {
  /** The runs that go in. */
  readonly runIds: readonly string[];
  /** The archive behind the page is more than a browser reads at once. */
  readonly isLarge: boolean;
}

export interface WriteBundleOptions {
  readonly contents: BundleContents;
  readonly codeVersion: string;
  readonly gitCommit: string | null;
  /** The page that the file opens as, by `makeBundlePage`. */
  readonly makePage: (wishes: PageWishes) => string | Promise<string>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** A browser takes a second for about this much behind a page. */
const largeBytes = 16e6;
/** Weights beyond this need the larger fields of a ZIP entry. */
const hugeBytes = 2 ** 32 - 2 ** 20;

/**
 * Writes the runs that targets mean into one file, which appears whole or not at all. @throws AppError lab/no-experiment, lab/no-run,
 * bundle/no-runs, bundle/not-written; CancelledError when the signal was aborted.
 */
export async function writeBundle(
  queries: LabQueries,
  targets: readonly Target[],
  path: string,
  options: WriteBundleOptions,
): Promise<WrittenBundle> {
  const { contents, signal, onProgress } = options;
  const createdAtMs = Date.now();
  const { experiments, remarks } = selectRuns(queries, targets);
  const planned = await planBundle(queries, experiments, { contents, memory: recallDigests(null) });
  const runIds = experiments.flatMap(({ runs }) => runs.map((run) => run.runId));
  const page = Buffer.from(await options.makePage({ runIds, isLarge: expectBytes(planned) > largeBytes }));
  const partial = `${path}.${process.pid}.partial`;
  let archive: ArchiveWriter | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    archive = await openArchiveWriter(partial, page, createdAtMs);
    const { entries, weights } = await writeEntries(archive, planned, { signal, onProgress });
    const manifest = manifestSchema.parse({
      format: bundleFormat,
      version: bundleVersion,
      createdAtMs,
      codeVersion: options.codeVersion,
      gitCommit: options.gitCommit,
      engineRevision,
      contents,
      experiments: experiments.map(listIds),
      stages: planned.stages.map((stage): BundleStage => ({ ...stage, weights: weights.get(stage.key) ?? null })),
      inputs: planned.inputs.map(({ path: _path, ...input }) => input),
      page: { sizeBytes: page.length, sha256: createHash('sha256').update(page).digest('hex') },
      entries,
    } satisfies BundleManifest);
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    const { sha256 } = await archive.add(manifestName, once(bytes), { isCompressed: true, mayBeHuge: false });
    await archive.finish();
    await archive.close();
    archive = undefined;
    renameSync(partial, path);
    const { size } = await stat(path);
    return { ...summarizeManifest(manifest, { sizeBytes: size, digest: sha256 }), path, remarks };
  } catch (error) {
    await archive?.close();
    removePartial(partial);
    if (signal?.aborted) throw new CancelledError('The bundle was cancelled; nothing was written.');
    if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new AppError('bundle/not-written', `The bundle ${path} cannot be written: ${error.message}.`, {
      cause: error,
    });
  }
}

function removePartial(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where no file can be, as below another file, there is none. Why nothing could be written says more.
  }
}

/** A guess: logs and answers shrink to about a sixth, weights not at all. */
function expectBytes({ entries }: PlannedBundle): number {
  return entries.reduce((sum, { sizeBytes, isCompressed }) => sum + (isCompressed ? sizeBytes / 6 : sizeBytes), 0);
}

function listIds({ id, name, runs }: BundledExperiment): BundleManifest['experiments'][number] {
  return { id, name, runIds: runs.map((run) => run.runId) };
}

interface Watching {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress | undefined;
}

async function writeEntries(
  archive: ArchiveWriter,
  planned: PlannedBundle,
  { signal, onProgress }: Watching,
): Promise<{ entries: BundleEntry[]; weights: ReadonlyMap<string, NonNullable<BundleStage['weights']>> }> {
  const all = [...planned.entries, ...planned.hashed];
  const meter = meterWork(
    'writing',
    all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    onProgress,
  );
  const entries: BundleEntry[] = [];
  const weights = new Map([...planned.lastSteps].map(([key, step]) => [key, { step, files: [] as BundleEntry[] }]));
  const addWeights = (key: string, entry: BundleEntry) => weights.get(key)?.files.push(entry);
  for (const { path, sizeBytes, isCompressed, read } of planned.entries) {
    const content = counted(read(), { signal, onBytes: (count) => meter.add(count) });
    const entry = await archive.add(path, content, { isCompressed, mayBeHuge: sizeBytes > hugeBytes });
    entries.push(entry);
    const [, key = '', file = '', step] = /^stages\/(\w+)\/(checkpoints\/step-(\d+)\/.+)$/.exec(path) ?? [];
    if (step !== undefined && Number(step) === planned.lastSteps.get(key)) addWeights(key, { ...entry, path: file });
  }
  for (const { key, path, entryPath, sizeBytes } of planned.hashed) {
    const watch = { signal, onBytes: (count: number) => meter.add(count) };
    const sha256 = await hashRange(path, { start: 0, end: sizeBytes }, watch);
    addWeights(key, { path: entryPath, sizeBytes, sha256 });
  }
  return { entries, weights };
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  { signal, onBytes }: { readonly signal: AbortSignal | undefined; readonly onBytes: (count: number) => void },
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of content) {
    signal?.throwIfAborted();
    onBytes(piece.length);
    yield piece;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
