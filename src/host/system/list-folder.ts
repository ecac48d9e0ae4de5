import type { Dirent } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { FolderEntry, FolderListing } from '../../shared/contract/system.ts';
import { AppError } from '../../shared/errors.ts';

/** A dialog cannot show more, and looking into each would take long. */
const mostEntries = 5000;
const atOnce = 64;

/**
 * What a folder holds, folders first, names in natural order; hidden entries, and what cannot be looked at, are left out.
 * Null is the home folder, and "~" begins a path there. @throws AppError files/not-found, files/not-a-folder, files/no-access, files/not-absolute.
 */
export async function listFolder(asked: string | null): Promise<FolderListing> {
  const path = resolveFolder(asked);
  const found = (await read(path)).filter(({ name }) => !name.startsWith('.')).slice(0, mostEntries);
  const entries: FolderEntry[] = [];
  for (let start = 0; start < found.length; start += atOnce) {
    const batch = await Promise.all(found.slice(start, start + atOnce).map((entry) => describe(path, entry)));
    entries.push(...batch.flatMap((entry) => entry ?? []));
  }
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  entries.sort(
    (left, right) =>
      Number(right.kind === 'folder') - Number(left.kind === 'folder') || collator.compare(left.name, right.name),
  );
  const parent = dirname(path);
  return { path, parent: parent === path ? null : parent, entries };
}

function resolveFolder(asked: string | null): string {
  if (asked === null || asked.trim() === '') return homedir();
  const path = asked.replace(/^~(?=$|[\\/])/, homedir());
  if (isAbsolute(path)) return resolve(path);
  throw new AppError('files/not-absolute', `"${asked}": a whole path was expected, such as ${homedir()}.`);
}

async function read(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw describeError(error, path);
  }
}

async function describe(folder: string, entry: Dirent): Promise<FolderEntry | null> {
  const path = join(folder, entry.name);
  // Follows links; a broken one, or something that may not be looked at, is nothing that could be chosen.
  const stats = await stat(path).catch(() => null);
  if (stats?.isDirectory())
    return { name: entry.name, path, kind: 'folder', sizeBytes: 0, isModel: await isModelFolder(path) };
  if (stats?.isFile()) return { name: entry.name, path, kind: 'file', sizeBytes: stats.size, isModel: false };
  return null;
}

/** Whether a folder has a config.json and weights. */
export async function isModelFolder(path: string): Promise<boolean> {
  if (!(await exists(join(path, 'config.json')))) return false;
  const names = await readdir(path).catch(() => []);
  return names.some((name) => name.endsWith('.safetensors'));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function describeError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new AppError('files/not-found', `${path}: there is no such folder.`, { cause: error });
  if (code === 'ENOTDIR')
    return new AppError('files/not-a-folder', `${path}: a folder was expected, but this is a file.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError('files/no-access', `${path}: you may not look into this folder; its rights do not allow it.`, {
      cause: error,
    });
  if (typeof code === 'string')
    return new AppError('files/unreadable', `${path}: the folder cannot be read (${code}).`, { cause: error });
  return error;
}
