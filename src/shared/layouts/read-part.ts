import { RowRefusal, type SourceRow } from './layout.ts';

/** The text in a column. @throws RowRefusal. */
export function readText(row: SourceRow, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw refuse(column, 'a text', value);
}

/** The whole number in a column, for recognising a file; null where it holds none. */
export function findWhole(row: SourceRow, column: string): number | null {
  try {
    return readWhole(row, column);
  } catch (error) {
    if (error instanceof RowRefusal) return null;
    throw error;
  }
}

/** The whole number in a column; CSV holds it as text. @throws RowRefusal. */
export function readWhole(row: SourceRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value.trim())) return Number(value);
  throw refuse(column, 'a whole number', value);
}

/** The truth value in a column; CSV holds it as text. @throws RowRefusal. */
export function readTruth(row: SourceRow, column: string): boolean {
  const value = row[column];
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value.trim())) return value.trim().toLowerCase() === 'true';
  throw refuse(column, 'true or false', value);
}

/** The columns that are kept as they are, for judges and for who looks into the set. */
export function keepOthers(row: SourceRow, used: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !used.includes(name)));
}

function refuse(column: string, expected: string, value: unknown): RowRefusal {
  const found = value === undefined ? 'nothing' : JSON.stringify(value);
  const short = found.length > 60 ? `${found.slice(0, 57)}...` : found;
  return new RowRefusal(`the column "${column}" must hold ${expected}, but holds ${short}.`);
}
