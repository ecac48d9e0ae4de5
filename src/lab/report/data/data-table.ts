/** What a cell of a data file may hold; null is missing. */
export type Cell = string | number | boolean | null;

/** `int` and `number` are written as such, `flag` as true and false. */
export type ColumnType = 'text' | 'int' | 'number' | 'flag';

/** A table of numbers behind a report, for programs: CSV and Parquet are written from this alone. */
export interface DataTable {
  /** Name of its file without the ending. */
  readonly name: string;
  /** One sentence on what a row is. */
  readonly help: string;
  readonly columns: readonly DataColumn[];
}

export interface DataColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** What it holds and in which unit. */
  readonly help: string;
  /** One per row. */
  readonly cells: readonly Cell[];
}

/** A table whose cells are read row by row. */
export function makeTable<Row>(
  table: Pick<DataTable, 'name' | 'help'>,
  rows: readonly Row[],
  columns: readonly (readonly [name: string, type: ColumnType, help: string, read: (row: Row) => Cell | undefined])[],
): DataTable {
  return {
    ...table,
    columns: columns.map(([name, type, help, read]) => ({
      name,
      type,
      help,
      cells: rows.map((row) => read(row) ?? null),
    })),
  };
}

export function countRows(table: DataTable): number {
  return table.columns[0]?.cells.length ?? 0;
}
