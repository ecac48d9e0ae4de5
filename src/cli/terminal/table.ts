import { clean, cutText, measureText } from './text.ts';

const gap = '  ';
const narrowestColumn = 6;

export interface TableColumn {
  readonly head: string;
  readonly align?: 'right';
}

/**
 * Aligned columns of at most `width` characters: the widest columns are cut until the row fits.
 * `style` may colour a cell after it was padded.
 */
export function renderTable(options: {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  readonly style?: (text: string, place: { readonly row: number; readonly column: number }) => string;
}): string {
  const { columns, width, style = (text) => text } = options;
  const rows = options.rows.map((row) => row.map(clean));
  const heads = columns.map((column) => column.head);
  const widths = fitWidths(
    columns.map((_, at) => Math.max(...[heads, ...rows].map((row) => measureText(row[at] ?? '')))),
    width,
  );
  const renderRow = (cells: readonly string[], row: number): string =>
    cells
      .map((cell, at) => style(pad(cell, widths[at] ?? 0, columns[at]?.align === 'right'), { row, column: at }))
      .join(gap)
      .trimEnd();
  return [renderRow(heads, -1), ...rows.map(renderRow)].join('\n');
}

/** Names and values below each other, the values in one column. */
export function renderPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => measureText(name)));
  return pairs.map(([name, value]) => `${name.padEnd(width)}${gap}${clean(value)}`).join('\n');
}

function fitWidths(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted];
  const room = width - gap.length * (widths.length - 1);
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    const current = widths[widest] ?? 0;
    if (current <= narrowestColumn) break;
    widths[widest] = current - 1;
  }
  return widths;
}

function pad(text: string, width: number, isRight: boolean): string {
  const cut = cutText(text, width);
  const space = ' '.repeat(Math.max(0, width - measureText(cut)));
  return isRight ? `${space}${cut}` : `${cut}${space}`;
}
