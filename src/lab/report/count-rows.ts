import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';
import { countFileRows } from '../data-file/count-file-rows.ts';

/** How many rows of a data file a stage uses; null where the file is gone or is no longer the one that was used. */
export function countRows(dataset: ResolvedDataset): number | null {
  const total = countRememberedRows(dataset.path, dataset.digest);
  if (total === null) return null;
  const available = Math.max(0, total - dataset.start);
  const used = dataset.count === null ? available : Math.min(dataset.count, available);
  return dataset.offByOne ? Math.max(0, used - 1) : used;
}

/** Files that were counted, by what tells that they are still the same: hundreds of stages share one, and reading takes long. */
const counted = new Map<string, number | null>();

function countRememberedRows(path: string, digest: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return null;
  const id = JSON.stringify([path, digest, stats.size, stats.mtimeMs]);
  const known = counted.get(id);
  if (known !== undefined) return known;
  const rows = readAndCount(path, digest);
  counted.set(id, rows);
  return rows;
}

function readAndCount(path: string, digest: string): number | null {
  try {
    return hashFile(path) === digest ? countFileRows(path) : null;
  } catch {
    // A report outlives its data: what cannot be counted any more is left open, with the digest still named.
    return null;
  }
}

function hashFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
      hash.update(buffer.subarray(0, size));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
