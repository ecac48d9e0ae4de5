import { formatBytes } from '../../../../shared/format-bytes.ts';
import { formatDuration, formatNumber, formatTime } from '../../../components/format.ts';
import { text } from '../../../text/index.ts';
import type { Status } from '../../../../shared/events.ts';
import type { Column } from './column.ts';
import type { Spread } from './group-rows.ts';

const scores = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A value as the table writes it; the unit stands in the column's head. */
export function formatValue(column: Column, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return formatAsNumber(column, value);
  if (typeof value === 'boolean') return value ? text.runs.yes : text.runs.no;
  if (Array.isArray(value)) return value.length === 0 ? text.common.none : value.map(String).join(', ');
  if (column.valueType === 'status') return text.common.statuses[value as Status]; // encoded from RunRowView.status
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** The value shortened for a narrow cell: of a path, the last two parts. */
export function formatCell(column: Column, value: unknown): string {
  const full = formatValue(column, value);
  if (column.kind !== 'setting' || !/[\\/]/.test(full)) return full;
  const parts = full.split(/[\\/]/);
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : full;
}

/** "12.3 ± 0.8"; how many runs it rests on is said by the caller. */
export function formatSpread(column: Column, { mean, sd }: Spread): string {
  const middle = formatAsNumber(column, mean);
  return sd === null ? middle : `${middle} ± ${formatAsNumber(column, sd)}`;
}

function formatAsNumber({ valueType }: Column, value: number): string {
  switch (valueType) {
    case 'score':
      return scores.format(value);
    case 'time':
      return formatTime(value);
    case 'duration':
      return formatDuration(value);
    case 'bytes':
      return formatBytes(value);
    case 'fraction':
      return `${Math.round(value * 100)} %`;
    default:
      return formatNumber(value);
  }
}

/** The column's short name in heads and groups: its symbol where it has one, else its label. */
export function nameColumn(column: Column): string {
  return column.symbol ?? column.label;
}
