import type { Column } from './column.ts';
import { readValue } from './column.ts';
import type { TableModel } from './build-model.ts';

/** The rows as CSV (RFC 4180), run ids first, columns named by their paths; times in ISO 8601, durations in seconds. */
export function toCsv({ rows: runs }: TableModel, columns: readonly Column[], rows: readonly number[]): string {
  const shown = columns.filter((column) => column.id !== 'field:run');
  const lines = [
    ['run', ...shown.map(nameInCsv)],
    ...rows.map((row) => [
      runs[row]?.runId ?? '',
      ...shown.map((column) => writeValue(column, readValue(column, row))),
    ]),
  ];
  return lines.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

function nameInCsv({ path, valueType }: Column): string {
  if (valueType === 'duration') return `${path}_seconds`;
  return valueType === 'bytes' ? `${path}_bytes` : path;
}

function writeValue({ valueType }: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && valueType === 'time') return new Date(value).toISOString();
  if (typeof value === 'number' && valueType === 'duration') return String(value / 1000);
  if (valueType === 'tags' && Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
