import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { type Column, readValue } from './column.ts';

const seedPath = 'seed';

/**
 * A name per row that is the same for runs which are equal but for the seed: of one experiment and arm, with the same
 * settings. Paths that follow the seed, as "split-0/data.jsonl" for seed 0, count as equal.
 */
export function findSeedGroups(rows: readonly RunRowView[], columns: readonly Column[]): string[] {
  const settings = columns.filter((column) => column.kind === 'setting' && column.path !== seedPath);
  const varying = settings.filter((column) => column.distinct.length > 1);
  const seeds = readSeeds(columns, rows.length);
  const names = new Map<string, string>();
  return rows.map((row, index) => {
    const values = varying.map((column) => withoutSeed(readValue(column, index), seeds[index] ?? null));
    const key = JSON.stringify([row.experimentId, row.arm, values]);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `${row.arm} ${names.size + 1}`;
    names.set(key, name);
    return name;
  });
}

/** The seed of every row; null where a run has none. */
export function readSeeds(columns: readonly Column[], rowCount: number): (number | null)[] {
  const seed = columns.find((column) => column.kind === 'setting' && column.path === seedPath);
  return Array.from({ length: rowCount }, (_, row) => {
    const value = seed ? readValue(seed, row) : null;
    return typeof value === 'number' ? value : null;
  });
}

/** The value with the seed's number in a text replaced by "{seed}", as a spec writes it. */
export function withoutSeed(value: unknown, seed: number | null): unknown {
  if (typeof value !== 'string' || seed === null) return value;
  return value.replaceAll(new RegExp(`(?<![0-9.])${seed}(?![0-9])`, 'g'), '{seed}');
}
