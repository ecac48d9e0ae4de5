import { encodeCsvRows } from '../../../shared/report/csv.ts';
import type { DataTable } from '../data/data-table.ts';
import { listDataTables } from '../data/list-data-tables.ts';
import type { ReportFile, ReportFormat } from './report-format.ts';

/** Tables as RFC 4180 has them: the scores as report.csv, everything else in data/. */
export const csvFormat: ReportFormat = {
  name: 'csv',
  label: 'CSV tables of everything',
  help: 'For analysis in a spreadsheet or a script: scores per seed, verdicts per prompt, curves, settings.',
  encode: (data) =>
    listDataTables(data).map(
      (table, index): ReportFile => ({
        name: index === 0 ? 'report.csv' : `data/${table.name}.csv`,
        content: encodeCsv(table),
        help: table.help,
        columns: table.columns,
      }),
    ),
};

/** A table as CSV; a missing cell is empty. */
export function encodeCsv({ columns }: DataTable): string {
  const count = columns[0]?.cells.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) =>
    columns.map(({ cells }) => {
      const cell = cells[row] ?? null;
      return cell === null ? '' : typeof cell === 'boolean' ? String(cell) : cell;
    }),
  );
  return encodeCsvRows([columns.map((column) => column.name), ...rows]);
}
