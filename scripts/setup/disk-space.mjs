import { existsSync } from 'node:fs';
import { lstat, readdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SetUpError } from './set-up-error.mjs';

/**
 * Free bytes for this user on the disk that holds `folder` (or its nearest parent that exists).
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function readFreeBytes(folder) {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const disk = await statfs(existing);
  return disk.bavail * disk.bsize;
}

/**
 * Refuses to begin what cannot fit.
 * @param {string} folder where it will be written
 * @param {number} needed bytes
 * @param {string} what name for the sentence
 * @throws {SetUpError} when less is free
 */
export async function requireSpace(folder, needed, what) {
  const free = await readFreeBytes(folder);
  if (free < needed) throw outOfSpace(folder, what, needed, free);
}

/**
 * The one sentence for a full disk, before or in the middle of the work.
 * @param {string} folder
 * @param {string} what
 * @param {number} needed bytes
 * @param {number} free bytes
 */
export function outOfSpace(folder, what, needed, free) {
  return new SetUpError(
    `${what} needs ${formatBytes(needed)} of free space in ${folder}, but only ${formatBytes(free)} is free; ` +
      'free some space, or set BOOSTER_LAB_CACHE to a folder on a larger disk, and run the command again.',
  );
}

/**
 * Bytes of all files below a folder; files that vanish meanwhile count as nothing.
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function measureFolder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return measureFolder(path);
      return lstat(path).then(
        (stat) => stat.size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param {number} bytes @returns {string} such as `274 MB` or `1.5 GB` */
export function formatBytes(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
