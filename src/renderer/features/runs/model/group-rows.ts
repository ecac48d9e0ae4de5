import { type Column, isNumeric, readValue } from './column.ts';

/** Mean and sample standard deviation of a column over runs that have a value. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  /** Null for a single value. */
  readonly sd: number | null;
}

export interface RowGroup {
  /** Stable over refreshes: the values that its runs share. */
  readonly key: string;
  /** One per grouping column, in its order. */
  readonly values: readonly unknown[];
  readonly rows: readonly number[];
}

/** A line of the table: a group's head, or a run. */
export type Line =
  | { readonly kind: 'group'; readonly group: RowGroup; readonly isOpen: boolean }
  | { readonly kind: 'run'; readonly row: number };

/** The rows put into groups of equal values, in order of first appearance; every row is in one of them. */
export function groupRows(rows: readonly number[], columns: readonly Column[]): RowGroup[] {
  const groups = new Map<string, { values: unknown[]; rows: number[] }>();
  for (const row of rows) {
    const values = columns.map((column) => readValue(column, row));
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { values, rows: [row] });
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}

/** The lines to show; runs of closed groups are left out. */
export function listLines(groups: readonly RowGroup[], closed: ReadonlySet<string>): Line[] {
  return groups.flatMap((group): Line[] => {
    const isOpen = !closed.has(group.key);
    const head: Line = { kind: 'group', group, isOpen };
    return isOpen ? [head, ...group.rows.map((row): Line => ({ kind: 'run', row }))] : [head];
  });
}

/** Mean and spread over all given rows; null where the column has no numbers there. */
export function summarise(column: Column, rows: readonly number[]): Spread | null {
  if (!isNumeric(column)) return null;
  const values = rows.map((row) => readValue(column, row)).filter((value) => typeof value === 'number');
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null };
}

/** The one value that all given rows share; undefined if they differ. */
export function findShared(column: Column, rows: readonly number[]): unknown {
  const [first] = rows;
  if (first === undefined) return undefined;
  const index = column.indices[first];
  return rows.every((row) => column.indices[row] === index) ? readValue(column, first) : undefined;
}
