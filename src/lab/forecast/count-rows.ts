import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';

const newline = 0x0a;
const chunkBytes = 1 << 20;

/** Rows of files that were counted, by digest: the same bytes have the same rows. */
const counted = new Map<string, number | null>();

/** How many rows of a data set are used; null where its file cannot be counted. What is wrong with a file is the engine's to say. */
export function countRows({ path, digest, start, count, offByOne }: ResolvedDataset): number | null {
  const first = offByOne ? start + 1 : start;
  if (count !== null) return Math.max(0, start + count - first);
  let total = counted.get(digest);
  if (total === undefined) {
    total = countFile(path);
    counted.set(digest, total);
  }
  return total === null ? null : Math.max(0, total - first);
}

function countFile(path: string): number | null {
  try {
    return ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase()) ? countLines(path) : countItems(path);
  } catch {
    return null;
  }
}

/** Lines that are not empty. */
function countLines(path: string): number {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(chunkBytes);
    let lines = 0;
    let hasContent = false;
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
      for (const byte of buffer.subarray(0, size)) {
        if (byte !== newline) hasContent ||= byte > 0x20;
        else {
          lines += hasContent ? 1 : 0;
          hasContent = false;
        }
      }
    }
    return lines + (hasContent ? 1 : 0);
  } finally {
    closeSync(file);
  }
}

function countItems(path: string): number | null {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(value) ? value.length : null;
}
