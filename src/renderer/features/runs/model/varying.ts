import { type Column, readValue } from './column.ts';
import { readSeeds, withoutSeed } from './seed-groups.ts';

/** The settings that differ between the given rows. One that differs only because it follows the seed, as a path does, is left out. */
export function findVarying(columns: readonly Column[], shown: readonly number[]): Column[] {
  const seeds = readSeeds(columns, Math.max(0, ...shown) + 1);
  return columns.filter((column) => column.kind === 'setting' && isVarying(column, shown, seeds));
}

function isVarying(column: Column, shown: readonly number[], seeds: readonly (number | null)[]): boolean {
  if (column.distinct.length < 2) return false;
  const [first] = shown;
  if (first === undefined) return false;
  const firstIndex = column.indices[first];
  if (shown.every((row) => column.indices[row] === firstIndex)) return false;
  if (column.valueType !== 'text') return true;
  const firstValue = withoutSeed(readValue(column, first), seeds[first] ?? null);
  return shown.some((row) => withoutSeed(readValue(column, row), seeds[row] ?? null) !== firstValue);
}

/** True if at least one of the given rows has a value. */
export function hasValues(column: Column, shown: readonly number[]): boolean {
  return shown.some((row) => readValue(column, row) !== null);
}
