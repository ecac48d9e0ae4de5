import type { TableModel } from '../model/build-model.ts';
import type { Column } from '../model/column.ts';
import { findVarying, hasValues } from '../model/varying.ts';
import type { View } from './view.ts';

const firstFields = ['field:experiment', 'field:arm', 'field:status'];
const lastFields = ['field:tags', 'field:created', 'field:duration', 'field:size'];
/** Shown without being asked for; the other scores are in the list of columns. */
const usualScores: ReadonlySet<string> = new Set(['HS', 'FA']);

/** The columns a view shows over the given rows, pinned ones first. */
export function chooseColumns(model: TableModel, view: View, shown: readonly number[]): Column[] {
  const usual = listUsual(model, view, shown);
  const removed = new Set(view.removed);
  const added = view.added.filter((id) => !usual.includes(id));
  const ids = orderColumns(
    [...usual, ...added].filter((id) => !removed.has(id)),
    view.order,
  );
  const pinned = ids.filter((id) => view.pinned.includes(id));
  return [...pinned, ...ids.filter((id) => !view.pinned.includes(id))].flatMap((id) => model.columnById.get(id) ?? []);
}

function listUsual(model: TableModel, view: View, shown: readonly number[]): string[] {
  const settings = view.isVaryingOnly
    ? findVarying(model.columns, shown)
    : model.columns.filter((column) => column.kind === 'setting' && hasValues(column, shown));
  const scores = model.columns.filter(
    (column) => column.kind === 'score' && usualScores.has(column.path) && hasValues(column, shown),
  );
  const tags = model.columnById.get('field:tags');
  const last = lastFields.filter((id) => id !== 'field:tags' || (tags !== undefined && hasValues(tags, shown)));
  return [...firstFields, ...settings.map(({ id }) => id), ...scores.map(({ id }) => id), ...last];
}

/** The ids in the order made by hand; one that is not in it follows the neighbour it has by default. */
export function orderColumns(ids: readonly string[], order: readonly string[]): string[] {
  const result = order.filter((id) => ids.includes(id));
  for (const [place, id] of ids.entries()) {
    if (result.includes(id)) continue;
    const before = ids[place - 1];
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  }
  return result;
}

/** The order after moving a column by some places to the left (negative) or right. */
export function moveColumn(ids: readonly string[], id: string, by: number): string[] {
  const from = ids.indexOf(id);
  const to = Math.min(ids.length - 1, Math.max(0, from + by));
  if (from === -1 || from === to) return [...ids];
  return ids.toSpliced(from, 1).toSpliced(to, 0, id);
}

const widthOfType: Readonly<Record<Column['valueType'], number>> = {
  text: 130,
  number: 92,
  score: 78,
  time: 160,
  duration: 112,
  bytes: 86,
  fraction: 86,
  flag: 76,
  tags: 130,
  status: 124,
};

/** The width of a column in pixels. */
export function widthOf(column: Column, view: View): number {
  return view.widths[column.id] ?? (column.id === 'field:experiment' ? 230 : widthOfType[column.valueType]);
}
