import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';

/** Categories of the rows of a data file by row, counted from 0; a row without one is left out. */
export type RowCategories = ReadonlyMap<number, readonly string[]>;

/** As the field's data sets write it: a name, names, or names with whether they apply (BeaverTails). */
const categoryValue = z.union([
  z.string().transform((name) => [name]),
  z.array(z.string()),
  z
    .record(z.string(), z.boolean())
    .transform((flags) => Object.entries(flags).flatMap(([name, applies]) => (applies ? [name] : []))),
]);

const row = z
  .object({ category: categoryValue.optional(), categories: categoryValue.optional() })
  .transform(({ category, categories }) => category ?? categories ?? []);

/** Files that were read, by what tells that they are still the same. */
const known = new Map<string, RowCategories | null>();

/**
 * The categories that the rows of a JSON or JSONL file carry in a column "category" or "categories"; null where they carry none,
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
    const found = parseRows(bytes.toString('utf8')).flatMap((value, index) => {
      const parsed = row.safeParse(value);
      return parsed.success && parsed.data.length > 0 ? [[index, parsed.data] as const] : [];
    });
    return found.length === 0 ? null : new Map(found);
  } catch {
    // A report outlives its data; what cannot be read any more has no categories.
    return null;
  }
}

function parseRows(text: string): unknown[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) {
    return trimmed
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line));
  }
  const rows: unknown = JSON.parse(trimmed);
  return Array.isArray(rows) ? rows : [];
}
