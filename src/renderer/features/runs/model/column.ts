import type { RunColumn } from '../../../../shared/contract/runs.ts';

export type ColumnKind = 'field' | RunColumn['kind'];

/** How values of a column are read, compared and written. */
export type ValueType =
  | 'text'
  | 'number'
  | 'score'
  | 'time'
  | 'duration'
  | 'bytes'
  | 'fraction'
  | 'flag'
  | 'tags'
  | 'status';

/** A column of the table in dictionary form: row i has `distinct[indices[i]]`, so work is done once per distinct value. */
export interface Column {
  /** Kind and path, such as "setting:attack.p"; what views remember. */
  readonly id: string;
  readonly path: string;
  readonly label: string;
  readonly symbol: string | null;
  readonly unit: string | null;
  readonly kind: ColumnKind;
  readonly valueType: ValueType;
  readonly distinct: readonly unknown[];
  readonly indices: readonly number[];
}

/** The value of one row; null where the run lacks it. */
export function readValue(column: Column, row: number): unknown {
  return column.distinct[column.indices[row] ?? -1] ?? null;
}

/** True for columns whose values have a mean. */
export function isNumeric(column: Column): boolean {
  return ['number', 'score', 'duration', 'bytes', 'fraction'].includes(column.valueType);
}

/** The order in which values are sorted: numbers by size, everything else as people order text; nulls come last. */
export function compareValues(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || left === undefined) return 1;
  if (right === null || right === undefined) return -1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return collator.compare(sortText(left), sortText(right));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function sortText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
