import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnType, DataTable } from '../data/data-table.ts';
import type { ReportFile, ReportFormat } from './report-format.ts';
import { listTables } from './shared-parts.ts';

/** The same tables as CSV, typed and small. */
export const parquetFormat: ReportFormat = {
  name: 'parquet',
  label: 'Parquet tables of everything',
  help: 'For pandas, polars, R and DuckDB: the tables of the CSV files, typed and small.',
  encode: (data) =>
    listTables(data).map(
      (table): ReportFile => ({
        name: `data/${table.name}.parquet`,
        content: encodeParquet(table),
        help: table.help,
        columns: table.columns,
      }),
    ),
};

const types: Readonly<Record<ColumnType, NonNullable<ColumnSource['type']>>> = {
  text: 'STRING',
  int: 'INT32',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
};

/** A table as a Parquet file; every column may have missing cells. */
export function encodeParquet({ columns }: DataTable): Uint8Array {
  const columnData = columns.map(
    ({ name, type, cells }): ColumnSource => ({
      name,
      type: types[type],
      data: [...cells],
      nullable: true,
    }),
  );
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
