import { filterRows, type FilterProblem } from '../filter/filter-rows.ts';
import type { TableModel } from '../model/build-model.ts';
import type { Column } from '../model/column.ts';
import { groupRows, type Line, listLines } from '../model/group-rows.ts';
import { sortRows } from '../model/sort-rows.ts';
import { chooseColumns } from './choose-columns.ts';
import type { Shelf, View } from './view.ts';
import type { RunRowView } from '../../../../shared/contract/runs.ts';

/** What the table shows of a model through a view. */
export interface Listing {
  readonly lines: readonly Line[];
  /** The runs of the lines, in order, closed groups included. */
  readonly rows: readonly number[];
  readonly columns: readonly Column[];
  readonly problems: readonly FilterProblem[];
  /** How many runs the shelf has before the filter. */
  readonly shelfCount: number;
}

/** Filters, sorts, groups and chooses columns. */
export function listView(model: TableModel, view: View, closed: ReadonlySet<string>): Listing {
  const onShelf = model.rows.flatMap((row, index) => (shelfOf(row) === view.shelf ? [index] : []));
  const filtered = filterRows(model, view.filter, onShelf);
  const rows = sortRows(filtered.rows, view.sort, model.columnById);
  const groupColumns = view.groupBy.flatMap((id) => model.columnById.get(id) ?? []);
  const groups = groupColumns.length > 0 ? groupRows(rows, groupColumns) : [];
  return {
    lines: groups.length > 0 ? listLines(groups, closed) : rows.map((row): Line => ({ kind: 'run', row })),
    rows: groups.length > 0 ? groups.flatMap((group) => group.rows) : rows,
    columns: chooseColumns(model, view, rows),
    problems: filtered.problems,
    shelfCount: onShelf.length,
  };
}

/** Where a run is kept. */
export function shelfOf(row: Pick<RunRowView, 'isArchived' | 'trashedAtMs'>): Shelf {
  if (row.trashedAtMs !== null) return 'trash';
  return row.isArchived ? 'archived' : 'active';
}
