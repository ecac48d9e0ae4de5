import type { TableModel } from '../model/build-model.ts';
import type { Column } from '../model/column.ts';
import { findVarying, hasValues } from '../model/varying.ts';
import type { View } from './view.ts';

const firstFields = ['field:experiment', 'field:arm', 'field:status'];
const lastFields = ['field:tags', 'field:origin', 'field:imported', 'field:created', 'field:duration', 'field:size'];
/** Of no use where no run has them. */
const rareFields: ReadonlySet<string> = new Set(['field:tags', 'field:origin', 'field:imported']);
/** Shown without being asked for, also where judges share a metric ("HS (refusal 1)"); the other scores are in the list. */
const usualScore = /^(HS|FA)( \(|$)/;

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

/** What one run was measured as comes before what it was set to: that is what the eye looks for first. */
function listUsual(model: TableModel, view: View, shown: readonly number[]): string[] {
  const settings = view.isVaryingOnly
    ? sortByArm(model, findVarying(model.columns, shown), shown)
    : model.columns.filter((column) => column.kind === 'setting' && hasValues(column, shown));
  const scores = model.columns.filter(
    (column) => column.kind === 'score' && usualScore.test(column.path) && hasValues(column, shown),
  );
  const first = firstFields.filter(
    (id) => id !== 'field:experiment' || !view.isVaryingOnly || differs(model, id, shown),
  );
  const last = lastFields.filter((id) => !rareFields.has(id) || has(model, id, shown));
  return [...first, ...[...scores, ...settings].map(({ id }) => id), ...last];
}

/** Settings that differ within an arm first: the others only repeat what the arm's name says. */
function sortByArm(model: TableModel, columns: readonly Column[], shown: readonly number[]): Column[] {
  const arms = [...Map.groupBy(shown, (row) => `${model.rows[row]?.experimentId} ${model.rows[row]?.arm}`).values()];
  const isOfArm = (column: Column) =>
    arms.every((rows) => rows.every((row) => column.indices[row] === column.indices[rows[0] ?? row]));
  return [...columns.filter((column) => !isOfArm(column)), ...columns.filter(isOfArm)];
}

function differs(model: TableModel, id: string, shown: readonly number[]): boolean {
  const column = model.columnById.get(id);
  return column !== undefined && shown.some((row) => column.indices[row] !== column.indices[shown[0] ?? row]);
}

function has(model: TableModel, id: string, shown: readonly number[]): boolean {
  const column = model.columnById.get(id);
  return column !== undefined && hasValues(column, shown);
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
  // A running one's percentage beside its name.
  status: 136,
};

/** With groups, measured columns need room for "90.5 ± 6.2", and the first one for what the group's runs share. */
const widthInGroups: Partial<Record<Column['valueType'], number>> = { score: 118, duration: 190, bytes: 150 };
const widthOfExperiment = 230;
const widthOfGroupNames = 250;

/** The width of a column in pixels. */
export function widthOf(column: Column, view: View): number {
  const chosen = view.widths[column.id];
  if (chosen !== undefined) return chosen;
  const isGrouped = view.groupBy.length > 0;
  if (column.id === 'field:arm' && isGrouped) return widthOfGroupNames;
  if (column.id === 'field:experiment') return widthOfExperiment;
  return (isGrouped ? widthInGroups[column.valueType] : undefined) ?? widthOfType[column.valueType];
}
