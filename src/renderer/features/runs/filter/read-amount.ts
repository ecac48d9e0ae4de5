import type { ValueType } from '../model/column.ts';

const byteUnits: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };
const timeUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A number as a person writes it for a column: "1.5GB", "10min", "2026-11-24", "20 %"; null if it is none. */
export function readAmount(written: string, valueType: ValueType): number | null {
  if (valueType === 'time') {
    // A day without a time means its beginning here, not in Greenwich.
    const atMs = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T00:00` : written);
    return Number.isNaN(atMs) ? null : atMs;
  }
  const match = /^(-?[\d.]+(?:e[-+]?\d+)?)\s*([a-z%]*)$/i.exec(written.replaceAll('_', ''));
  const value = Number(match?.[1]);
  if (!match || Number.isNaN(value)) return null;
  const unit = (match[2] ?? '').toLowerCase();
  switch (valueType) {
    case 'bytes':
      return scale(value, byteUnits, unit === '' ? 'b' : unit);
    case 'duration':
      return scale(value, timeUnits, unit === '' ? 's' : unit);
    case 'fraction':
      return unit === '' || unit === '%' ? value / 100 : null;
    default:
      return unit === '' || unit === '%' ? value : null;
  }
}

function scale(value: number, units: Readonly<Record<string, number>>, unit: string): number | null {
  const factor = units[unit];
  return factor === undefined ? null : value * factor;
}
