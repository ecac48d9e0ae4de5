import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';

/** How many rows of a data file a stage uses; null where the file is gone or is no longer the one that was used. */
export function countRows(dataset: ResolvedDataset): number | null {
  const total = countFileRows(dataset.path, dataset.digest);
  if (total === null) return null;
  const available = Math.max(0, total - dataset.start);
  const used = dataset.count === null ? available : Math.min(dataset.count, available);
  return dataset.offByOne ? Math.max(0, used - 1) : used;
}

/** Files that were counted, by what tells that they are still the same: hundreds of stages share one, and reading takes long. */
const counted = new Map<string, number | null>();

function countFileRows(path: string, digest: string): number | null {
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
    const bytes = readFileSync(path);
    if (createHash('sha256').update(bytes).digest('hex') !== digest) return null;
    const text = bytes.toString('utf8').trim();
    if (!text.startsWith('[')) return text.split('\n').filter((line) => line.trim() !== '').length;
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows.length : null;
  } catch {
    // A report outlives its data: what cannot be counted any more is left open, with the digest still named.
    return null;
  }
}
