import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { describeValue } from '../../../../shared/settings/describe.ts';
import { type Column, readValue } from './column.ts';

const seedPath = 'seed';

/**
 * A name per row that is the same for runs which are equal but for the seed: of one experiment and arm, with the same
 * settings. Paths that follow the seed, as "split-0/data.jsonl" for seed 0, count as equal.
 */
export function findSeedGroups(rows: readonly RunRowView[], columns: readonly Column[]): string[] {
  const seeds = readSeeds(columns, rows.length);
  const varying = columns.filter(
    ({ kind, path, distinct }) => kind === 'setting' && path !== seedPath && distinct.length > 1,
  );
  const valueOf = (column: Column, row: number) => withoutSeed(readValue(column, row), seeds[row] ?? null);
  const keyOf = (row: number) =>
    JSON.stringify([rows[row]?.experimentId, rows[row]?.arm, varying.map((column) => valueOf(column, row))]);
  const keys = rows.map((_, row) => keyOf(row));
  const groups = Map.groupBy(rows.keys(), (row) => keys[row] ?? '');
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const arms = Map.groupBy([...groups], ([, [first]]) => `${rows[first ?? 0]?.experimentId} ${rows[first ?? 0]?.arm}`);
  for (const members of arms.values()) {
    const firsts = members.map(([, [first]]) => first ?? 0);
    // What all seed groups of an arm share says nothing about any of them.
    const telling = varying.filter((column) => new Set(firsts.map((row) => valueOf(column, row))).size > 1);
    for (const [place, [key]] of members.entries()) {
      const row = firsts[place] ?? 0;
      const values = telling.map(
        (column) => `${column.symbol ?? column.label} = ${describeValue(valueOf(column, row))}`,
      );
      const name = makeUnique([rows[row]?.arm ?? '', ...values].join(', '), taken);
      taken.add(name);
      names.set(key, name);
    }
  }
  return keys.map((key) => names.get(key) ?? '');
}

/** Arms of several experiments may be called alike. */
function makeUnique(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  let unique = name;
  for (; taken.has(unique); number += 1) unique = `${name} (${number})`;
  return unique;
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
  if (typeof value !== 'string' || seed === null || !value.includes(String(seed))) return value;
  return value.replaceAll(new RegExp(`(?<![0-9.])${seed}(?![0-9])`, 'g'), '{seed}');
}
