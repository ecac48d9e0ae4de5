import type { ResolvedDataset } from '../../shared/spec/stage.ts';
import { countFileRows } from '../data-file/count-file-rows.ts';

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
    return countFileRows(path);
  } catch {
    return null;
  }
}
