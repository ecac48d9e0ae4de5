import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';
import { readColumns } from '../data-file/read-columns.ts';
import { isCategoryColumn, readCategoryNames } from './category-names.ts';

/** Categories of the rows of a data file by row, counted from 0; a row without one is left out. */
export type RowCategories = ReadonlyMap<number, readonly string[]>;

/** Files that were read, by what tells that they are still the same. */
const known = new Map<string, RowCategories | null>();

/**
 * The categories that the rows of a JSON, JSON Lines, CSV or Parquet file carry in a column "category" or "categories"; null where they carry none,
 * or the file is gone or is no longer the one that was used.
 */
export function readCategories({ path, digest }: Pick<ResolvedDataset, 'path' | 'digest'>): RowCategories | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return null;
  const id = JSON.stringify([path, digest, stats.size, stats.mtimeMs]);
  let categories = known.get(id);
  if (categories === undefined) {
    categories = readFile(path, digest);
    known.set(id, categories);
  }
  return categories;
}

function readFile(path: string, digest: string): RowCategories | null {
  try {
    const bytes = readFileSync(path);
    if (createHash('sha256').update(bytes).digest('hex') !== digest) return null;
    const found = readColumns(path, bytes, isCategoryColumn).flatMap((row, index) => {
      const names = readCategoryNames(row);
      return names.length > 0 ? [[index, names] as const] : [];
    });
    return found.length === 0 ? null : new Map(found);
  } catch {
    // A report outlives its data; what cannot be read any more has no categories.
    return null;
  }
}
