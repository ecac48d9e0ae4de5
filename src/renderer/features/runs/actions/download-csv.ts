import type { TableModel } from '../model/build-model.ts';
import type { Column } from '../model/column.ts';
import { toCsv } from '../model/to-csv.ts';

/** Hands the shown columns of some rows to the browser as a file. */
export function downloadCsv(model: TableModel, columns: readonly Column[], rows: readonly number[]): void {
  const address = URL.createObjectURL(new Blob([toCsv(model, columns, rows)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'runs.csv';
  link.click();
  URL.revokeObjectURL(address);
}
