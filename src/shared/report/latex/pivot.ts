import type { Pivot } from '../pivot.ts';
import { findCommonN, formatDigits, titlePivot } from '../pivot-text.ts';
import { escapeLatex } from './escape.ts';
import { encodeSummaryCells, makeSummaryColumns, type SummaryValue } from './summary-cells.ts';
import { encodeLatexTable, formatNumberColumn, type LatexColumn } from './tabular.ts';

/**
 * A pivot table as a booktabs table for a paper: mean, ± and half of the interval in columns aligned at their points, with n
 * behind each where it differs. Title and notes stand in it as comments.
 */
export function encodePivotLatex(pivot: Pivot): string {
  const hasCounts = findCommonN(pivot) === null;
  const read = (row: Pivot['rows'][number], column: number): SummaryValue => {
    const cell = row.cells[column] ?? null;
    if (!cell) return null;
    const value = { summary: cell, isDifference: false, isBest: cell.isBest };
    return pivot.metric.unit === '%' ? value : { ...value, write: formatDigits };
  };
  const columns = pivot.columns.flatMap(({ label }, column): LatexColumn[] => {
    const values = pivot.rows.map((row) => read(row, column));
    const counts = values.map((value) => (value ? String(value.summary.n) : '–'));
    return [
      ...makeSummaryColumns(escapeLatex(label), values),
      ...(hasCounts ? [{ head: '$n$', format: formatNumberColumn(counts) }] : []),
    ];
  });
  const rows = pivot.rows.map((row) => [
    escapeLatex(row.label),
    ...pivot.columns.flatMap((_, column) => {
      const value = read(row, column);
      return [...encodeSummaryCells(value), ...(hasCounts ? [value ? String(value.summary.n) : '{--}'] : [])];
    }),
  ]);
  return encodeLatexTable({
    notes: [titlePivot(pivot), ...pivot.notes],
    columns: [{ head: escapeLatex(pivot.rowLabel), format: 'l' }, ...columns],
    groups: [rows],
  });
}
