import { encodeCsvCell } from '../../../shared/report/csv.ts';
import type { Cell, DataTable } from '../data/data-table.ts';
import type { ReportFile, ReportFormat } from './report-format.ts';
import { listTables } from './shared-parts.ts';

/** Tables as RFC 4180 has them: the scores as report.csv, everything else in data/. */
export const csvFormat: ReportFormat = {
  name: 'csv',
  label: 'CSV tables of everything',
  help: 'For analysis in a spreadsheet or a script: scores per seed, verdicts per prompt, curves, settings.',
  encode: (data) =>
    listTables(data).map(
      (table, index): ReportFile => ({
        name: index === 0 ? 'report.csv' : `data/${table.name}.csv`,
        content: encodeCsv(table),
        help: table.help,
        columns: table.columns,
      }),
    ),
};

/** Rows that are joined at a time: joining hundreds of thousands at once takes ten times as long. */
const rowsAtOnce = 1000;

/** A table as CSV; a missing cell is empty. */
export function encodeCsv({ columns }: DataTable): string {
  const count = columns[0]?.cells.length ?? 0;
  const encoders = columns.map(({ cells }) => encodeColumn(cells));
  const parts = [`${columns.map((column) => encodeCsvCell(column.name)).join(',')}\r\n`];
  for (let from = 0; from < count; from += rowsAtOnce) {
    const lines: string[] = [];
    const line: string[] = encoders.map(() => '');
    for (let row = from; row < Math.min(count, from + rowsAtOnce); row += 1) {
      for (let place = 0; place < encoders.length; place += 1) line[place] = encoders[place]?.(row) ?? '';
      lines.push(line.join(','));
    }
    parts.push(`${lines.join('\r\n')}\r\n`);
  }
  return parts.join('');
}

/** Encodes the cells of a column in their order; most columns say the same for many rows on end. */
function encodeColumn(cells: readonly Cell[]): (row: number) => string {
  let last: Cell = null;
  let text = '';
  return (row) => {
    const cell = cells[row] ?? null;
    if (cell !== last) text = cell === null ? '' : typeof cell === 'boolean' ? String(cell) : encodeCsvCell(cell);
    last = cell;
    return text;
  };
}
