import { type Dirent, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createInputDigests,
  type DigestMemory,
  type InputDigests,
  listModelFiles,
  UnusableInput,
} from '../plan/digest.ts';
import type { BundleInput } from './manifest.ts';

/** Files and models that were found, by digest. */
export type FoundInputs = ReadonlyMap<string, string>;

export interface FindInputsOptions {
  /** Searched with all folders below, eight deep. */
  readonly folders: readonly string[];
  /** Files that are known to have been used here; they and the folders they lie in are looked at first. */
  readonly knownPaths: readonly string[];
  readonly memory: DigestMemory;
  readonly signal?: AbortSignal | undefined;
}

const deepest = 8;
/** A folder of pictures, or a whole disk, must not be read for hours. */
const mostEntries = 200_000;
const passedOver = new Set(['node_modules', '.git', 'stages', 'deleted']);

/** Finds inputs by their content. Only files of the right size are read; digests are remembered. */
export async function findInputs(wanted: readonly BundleInput[], options: FindInputsOptions): Promise<FoundInputs> {
  const search: Search = {
    wanted: new Map(wanted.map((input) => [input.digest, input])),
    found: new Map(),
    digests: createInputDigests(options.memory),
    seen: new Set(),
  };
  for (const path of options.knownPaths) {
    if (isDone(search)) break;
    options.signal?.throwIfAborted();
    await tryFile(search, path);
    await tryModel(search, dirname(path));
  }
  let left = mostEntries;
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (isDone(search) || left <= 0) return;
    options.signal?.throwIfAborted();
    await tryModel(search, folder);
    for (const entry of await listEntries(folder)) {
      left -= 1;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < deepest && !passedOver.has(entry.name)) await visit(path, depth + 1);
      else if (!entry.isDirectory()) await tryFile(search, path);
    }
  };
  for (const folder of options.folders) {
    await tryFile(search, folder);
    await visit(folder, 0);
  }
  return search.found;
}

interface Search {
  readonly wanted: ReadonlyMap<string, BundleInput>;
  readonly found: Map<string, string>;
  readonly digests: InputDigests;
  readonly seen: Set<string>;
}

function isDone({ wanted, found }: Search): boolean {
  return found.size === wanted.size;
}

async function listEntries(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    // A folder that may not be read has nothing for us.
    return [];
  }
}

async function tryFile(search: Search, path: string): Promise<void> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  const fits = listLeft(search, 'data').some(({ files }) =>
    files === null ? /\.(jsonl?|ndjson|csv)(\.gz)?$|\.parquet$/i.test(path) : Object.values(files)[0] === size,
  );
  if (fits) await tryDigest(search, path, (one) => search.digests.ofFile(one));
}

async function tryModel(search: Search, folder: string): Promise<void> {
  const left = listLeft(search, 'model');
  if (left.length === 0) return;
  const sizes = measureModel(folder);
  if (!sizes) return;
  const fits = left.some(({ files }) => files === null || sameSizes(files, sizes));
  if (fits) await tryDigest(search, folder, (one) => search.digests.ofModel(one));
}

async function tryDigest(search: Search, path: string, digestOf: (path: string) => Promise<string>): Promise<void> {
  if (search.seen.has(path)) return;
  search.seen.add(path);
  try {
    const digest = await digestOf(path);
    if (search.wanted.has(digest) && !search.found.has(digest)) search.found.set(digest, path);
  } catch (error) {
    // What cannot be read is not what is looked for.
    if (!(error instanceof UnusableInput)) throw error;
  }
}

function listLeft({ wanted, found }: Search, kind: BundleInput['kind']): BundleInput[] {
  return [...wanted.values()].filter((input) => input.kind === kind && !found.has(input.digest));
}

function measureModel(folder: string): Record<string, number> | null {
  try {
    const names = listModelFiles(folder);
    if (!names.includes('config.json')) return null;
    return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).size]));
  } catch {
    return null;
  }
}

function sameSizes(left: Readonly<Record<string, number>>, right: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}
