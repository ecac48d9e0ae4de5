import type { LineSeries } from './series.ts';

/** Tidy CSV (RFC 4180) of every measured point: series, x, y and, where there are intervals, their ends. Gaps are empty. */
export function encodeLineCsv(
  series: readonly LineSeries[],
  labels: { readonly x: string; readonly y: string },
): string {
  const hasBands = series.some((item) => item.band);
  const head = ['series', labels.x, labels.y, ...(hasBands ? ['low', 'high'] : [])];
  const rows = series.flatMap((item) =>
    item.xs.map((x, index) => [
      item.label,
      x,
      item.ys[index] ?? '',
      ...(hasBands ? [item.band?.low[index] ?? '', item.band?.high[index] ?? ''] : []),
    ]),
  );
  return encodeCsv([head, ...rows]);
}

/** CSV of rows of cells, with CRLF at each end of line. */
export function encodeCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `${rows.map((row) => row.map(encodeCell).join(',')).join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay bare. */
function encodeCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
