import type { Pivot } from '../pivot.ts';
import { escapeLatex } from './escape.ts';
import { encodeSummaryCells, makeSummaryColumns, summaryWords, type SummaryValue } from './summary-cells.ts';
import { encodeLatexTable } from './tabular.ts';

/** A pivot table as a booktabs table for a paper: a mean and its spread in aligned columns, what is fixed and the notes as comments. */
export function encodePivotLatex(pivot: Pivot): string {
  const unit = pivot.metric.unit ? ` (${pivot.metric.unit})` : '';
  const isDifference = false;
  const read = (row: Pivot['rows'][number], column: number): SummaryValue => {
    const cell = row.cells[column] ?? null;
    return cell && { summary: cell, isDifference, isBest: cell.isBest };
  };
  return encodeLatexTable({
    notes: [`${pivot.metric.label}${unit}`, ...pivot.fixed, ...pivot.notes, summaryWords],
    columns: [
      { head: escapeLatex(pivot.rowLabel), format: 'l' },
      ...pivot.columns.flatMap(({ label }, column) =>
        makeSummaryColumns(
          escapeLatex(label),
          pivot.rows.map((row) => read(row, column)),
        ),
      ),
    ],
    groups: [
      pivot.rows.map((row) => [
        escapeLatex(row.label),
        ...pivot.columns.flatMap((_, column) => encodeSummaryCells(read(row, column))),
      ]),
    ],
  });
}
