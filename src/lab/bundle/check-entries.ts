import { createHash } from 'node:crypto';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type { BundleProblem } from '../../shared/views/bundle.ts';
import type { ArchiveEntry } from './archive-reader.ts';
import { forEachAtOnce } from '../at-once.ts';
import { checkContent, checkJudge, isCheckedAsJson, isJudgements, largestJsonBytes } from './entry-content.ts';
import { isEntryName } from './entry-names.ts';
import { findForeignName } from './portable-names.ts';
import type { TakeBytes } from './read-entry.ts';
import { type BundleEntry, type BundleManifest, manifestName } from './manifest.ts';
import type { OpenBundle } from './open-bundle.ts';
import { meterWork, type OnProgress } from '../work/meter.ts';
import { hashRange, readSeal, sealLength } from './seal.ts';

/** Unpacking waits for the disk and for threads of its own; hashing goes on meanwhile. */
const entriesAtOnce = 4;
/** Longer than any line that says who judges. */
const longestHeaderBytes = 1 << 20;

/** Takes the bytes of an entry while they are checked. */
export interface EntrySink {
  readonly take: TakeBytes;
  close(): Promise<void>;
}

export interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Where the bytes of an entry go besides; null where they are only checked. */
  readonly openSink?: (entry: BundleEntry) => Promise<EntrySink> | null;
}

/**
 * Compares everything in a bundle with its manifest, and the file with its seal: names, sizes, digests, what is missing and what is
 * too much. One reading of each entry. Returns all that is wrong, entries first.
 */
export async function checkEntries(bundle: OpenBundle, options: CheckOptions = {}): Promise<BundleProblem[]> {
  const { manifest, archive, path } = bundle;
  const { signal, onProgress } = options;
  const total = archive.sizeBytes + manifest.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const meter = meterWork(options.openSink ? 'checking and unpacking' : 'checking', total, onProgress);
  const watch = { signal, onBytes: (count: number) => meter.add(count) };
  try {
    const problems = checkNames(manifest, archive.entries);
    const byPath = new Map(archive.entries.map((entry) => [entry.path, entry]));
    const found: (BundleProblem | undefined)[] = [];
    await forEachAtOnce(manifest.entries, entriesAtOnce, async (expected, index) => {
      const entry = byPath.get(expected.path);
      // Names that cannot be and doubles are told already.
      if (!entry || !isEntryName(expected.path)) return;
      const problem = await checkEntry(entry, expected, { ...watch, openSink: options.openSink });
      if (problem !== null) found[index] = { entry: expected.path, problem };
    });
    problems.push(...found.filter((one) => one !== undefined));
    const pageBytes = Math.min(archive.pageBytes, archive.sizeBytes);
    const page = await hashRange(path, { start: 0, end: pageBytes }, watch);
    if (pageBytes !== manifest.page.sizeBytes || page !== manifest.page.sha256)
      problems.push({ entry: 'the page', problem: 'the report that the file opens as is not as it was written' });
    if (problems.length === 0) problems.push(...(await checkSeal(bundle, watch)));
    return problems;
  } catch (error) {
    if (signal?.aborted) throw new CancelledError('The check of the bundle was cancelled.');
    throw error;
  }
}

/** What is wrong with a bundle as one error, which names the first entry. */
export function refuseBundle(path: string, problems: readonly BundleProblem[]): AppError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more; "lab verify" lists them)` : '';
  return new AppError(
    'bundle/damaged',
    `The bundle ${path} is refused: ${first?.entry ?? 'the archive'}: ${first?.problem ?? 'damaged'}${more}. Ask for the file again.`,
  );
}

function checkNames(manifest: BundleManifest, entries: readonly ArchiveEntry[]): BundleProblem[] {
  const expected = new Set(manifest.entries.map((entry) => entry.path));
  const found = new Set(entries.map((entry) => entry.path));
  const problems: BundleProblem[] = [];
  const tell = (entry: string, problem: string) => problems.push({ entry, problem });
  if (expected.size < manifest.entries.length) tell(manifestName, 'names an entry twice');
  for (const name of [...expected, ...found]) {
    if (!isEntryName(name) && !problems.some(({ entry }) => entry === name))
      tell(name, findForeignName(name) ?? 'has a name that nothing in a bundle has');
  }
  for (const name of expected) {
    if (name === manifestName) tell(name, 'cannot vouch for itself');
    else if (!found.has(name)) tell(name, 'is missing');
  }
  for (const name of found) {
    if (name !== manifestName && !expected.has(name) && isEntryName(name))
      tell(name, 'is not in the manifest, so nobody vouches for it');
  }
  for (const name of listNeeded(manifest)) {
    if (!expected.has(name)) tell(name, 'is missing from the manifest');
  }
  return problems;
}

/** What every experiment and stage of a manifest has. */
function listNeeded(manifest: BundleManifest): string[] {
  return [
    ...manifest.experiments.map(({ id }) => `experiments/${id}/experiment.json`),
    ...manifest.stages.flatMap(({ key }) => [`stages/${key}/spec.json`, `stages/${key}/state.json`]),
  ];
}

interface EntryWatch {
  readonly signal: AbortSignal | undefined;
  readonly onBytes: (count: number) => void;
  readonly openSink: CheckOptions['openSink'];
}

async function checkEntry(entry: ArchiveEntry, expected: BundleEntry, watch: EntryWatch): Promise<string | null> {
  if (entry.sizeBytes !== expected.sizeBytes)
    return `has ${entry.sizeBytes} bytes, the manifest says ${expected.sizeBytes}`;
  const isJson = isCheckedAsJson(entry.path);
  if (isJson && entry.sizeBytes > largestJsonBytes) return `has ${entry.sizeBytes} bytes, expected a small file`;
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  // Of a judge's file, which can be long, only the beginning.
  let wanted = isJson ? largestJsonBytes : isJudgements(entry.path) ? longestHeaderBytes : 0;
  const sink = (await watch.openSink?.(expected)) ?? null;
  try {
    await entry.read(async (bytes) => {
      hash.update(bytes);
      watch.onBytes(bytes.length);
      if (wanted > 0) kept.push(bytes.subarray(0, wanted));
      wanted -= bytes.length;
      await sink?.take(bytes);
    }, watch.signal);
  } catch (error) {
    if (watch.signal?.aborted || isOwnTrouble(error)) throw error;
    return `cannot be unpacked (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    await sink?.close();
  }
  if (hash.digest('hex') !== expected.sha256)
    return 'is not as it was written: its sha256 is not the one of the manifest';
  const text = Buffer.concat(kept).toString('utf8');
  if (isJson) return checkContent(entry.path, text);
  return isJudgements(entry.path) ? checkJudge(entry.path, text.split('\n', 1)[0] ?? '') : null;
}

/** A full disk is no fault of the bundle. */
function isOwnTrouble(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

async function checkSeal(
  { path, archive }: OpenBundle,
  watch: { readonly signal: AbortSignal | undefined; readonly onBytes: (count: number) => void },
): Promise<BundleProblem[]> {
  const expected = await readSeal(archive.file, archive.sizeBytes);
  if (expected === undefined) return [{ entry: 'the archive', problem: 'it does not end with the seal of a bundle' }];
  const found = await hashRange(path, { start: 0, end: archive.sizeBytes - sealLength }, watch);
  if (found === expected) return [];
  return [{ entry: 'the archive', problem: 'its headers are not as they were written, though every entry is' }];
}
