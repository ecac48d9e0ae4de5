import { canonicalJson } from '../../../shared/canonical-json.ts';
import { AppError } from '../../../shared/errors.ts';
import { findClearBest, joinIntervals } from '../../../shared/report/clear-best.ts';
import type { Pivot, PivotCell, PivotChoice, PivotHead } from '../../../shared/report/pivot.ts';
import { pickCondition } from '../../../shared/report/pick-condition.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { Interval } from '../../../shared/views/statistics.ts';
import { summarise } from '../../statistics/student-t.ts';
import { computeWilsonInterval } from '../../statistics/wilson.ts';
import { findDimension, type PivotDimension, type PivotItem } from './dimensions.ts';
import { findPivotMetric, type PivotMetric, type PivotValue } from './metrics.ts';

/**
 * A table of one metric by two dimensions, as mean over seeds with its t interval. Axes that are neither rows nor columns are held
 * at the hardest condition unless `where` fixes them; a cell never averages over anything but the seed.
 * @throws AppError report/unknown-metric, report/unknown-dimension, report/unknown-step.
 */
export function buildPivot(data: ReportData, choice: PivotChoice): Pivot {
  const metric = findPivotMetric(data, choice.metric);
  const rows = findDimension(data, choice.rows);
  const columns = choice.columns === null ? null : findDimension(data, choice.columns);
  const fixed = listFixed(data, choice, metric);
  const items = listItems(data, choice, metric).filter((item) =>
    fixed.every(({ dimension, value }) => isValue(dimension.read(item), value)),
  );
  const rowHeads = listHeads(rows, items);
  const columnHeads = columns ? listHeads(columns, items) : [{ value: null, label: metric.label }];
  const mixed: PivotItem[][] = [];
  const cells = rowHeads.map((row) =>
    columnHeads.map((column) => {
      const inside = items.filter(
        (item) => isSame(rows.read(item), row.value) && (!columns || isSame(columns.read(item), column.value)),
      );
      const measured = inside.flatMap((item) => metric.read(item) ?? []);
      if (measured.length === 0) return null;
      if (new Set(inside.map(({ member }) => member.seed)).size < inside.length) {
        mixed.push(inside);
        return null;
      }
      return { measured, ...summarise(measured.map(({ value }) => value)) };
    }),
  );
  const better = isTreatment(choice.rows) ? metric.better : null;
  const best = columnHeads.map((_, column) =>
    findClearBest(
      cells.map((row) => joinCell(row[column] ?? null, metric)),
      better,
    ),
  );
  return {
    metric: { name: metric.name, label: metric.label, unit: metric.unit, better: metric.better },
    rowLabel: rows.label,
    columnLabel: columns?.label ?? null,
    columns: columnHeads,
    rows: rowHeads.map((row, at) => ({
      ...row,
      cells: (cells[at] ?? []).map((cell, column): PivotCell | null => {
        if (!cell) return null;
        const { n, mean, sd, interval } = cell;
        return { n, mean, sd, interval, isBest: best[column] === at };
      }),
    })),
    fixed: fixed.map(({ dimension, value }) => dimension.describe(value)),
    notes: writeNotes(data, better !== null, mixed),
  };
}

/** A weaker attack or a shorter one is not the better row. */
function isTreatment(rows: string): boolean {
  return rows !== 'step' && !rows.startsWith('attack.') && !rows.startsWith('evaluation.');
}

interface Fixed {
  readonly dimension: PivotDimension;
  readonly value: unknown;
}

function listFixed(data: ReportData, choice: PivotChoice, metric: PivotMetric): Fixed[] {
  const chosen = Object.entries(choice.where ?? {}).map(([name, value]) => ({ name, value }));
  const free = new Set([choice.rows, choice.columns, ...chosen.map(({ name }) => name)]);
  const hardest = data.conditions[pickCondition(data)]?.values ?? {};
  const held = data.axes
    .filter(({ path, values }) => values.length > 1 && !free.has(path))
    .map(({ path }) => ({ name: path, value: hardest[path] }));
  const step = choice.step ?? data.headlineStep;
  const steps = metric.isScored && !free.has('step') && step !== null ? [{ name: 'step', value: step }] : [];
  return [...steps, ...chosen, ...held].map(({ name, value }) => ({ dimension: findDimension(data, name), value }));
}

/** Every run at every step that the metric was scored after; a measure has no step. */
function listItems(data: ReportData, choice: PivotChoice, metric: PivotMetric): PivotItem[] {
  if (choice.step !== undefined && !data.steps.includes(choice.step)) {
    throw new AppError(
      'report/unknown-step',
      `The step of a pivot must be an evaluated attack step (${data.steps.join(', ') || 'none yet'}), found ${choice.step}.`,
    );
  }
  const steps: readonly (number | null)[] = metric.isScored ? data.steps : [null];
  return data.runs.members.flatMap((member) => steps.map((step) => ({ member, step })));
}

/** The values that occur: numbers ascending, others as they come. */
function listHeads(dimension: PivotDimension, items: readonly PivotItem[]): PivotHead[] {
  const values = [
    ...new Map(items.map((item) => dimension.read(item)).map((it) => [canonicalJson(it ?? null), it])).values(),
  ];
  const sorted = values.every((value) => typeof value === 'number')
    ? values.toSorted((left, right) => left - right)
    : values;
  return sorted.map((value) => ({ value: value ?? null, label: dimension.labelValue(value) }));
}

function isSame(left: unknown, right: unknown): boolean {
  return canonicalJson(left ?? null) === canonicalJson(right ?? null);
}

/** What a person typed may be a text where the setting is a number. */
function isValue(found: unknown, wanted: unknown): boolean {
  return isSame(found, wanted) || (found !== undefined && writeValue(found) === writeValue(wanted));
}

function writeValue(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value ?? null);
}

function joinCell(
  cell: { readonly measured: readonly PivotValue[]; readonly interval: Interval | null } | null,
  { isScored }: PivotMetric,
): Interval | null {
  if (!cell || !isScored) return cell?.interval ?? null;
  const successes = cell.measured.reduce((sum, score) => sum + score.successes, 0);
  const n = cell.measured.reduce((sum, score) => sum + score.n, 0);
  return joinIntervals(cell.interval, computeWilsonInterval(successes, n));
}

function writeNotes(data: ReportData, hasBest: boolean, mixed: readonly (readonly PivotItem[])[]): string[] {
  const [cell = []] = mixed;
  const members = cell.map(({ member }) => member);
  const arms = new Set(members.map(({ arm }) => arm));
  const paths = [...new Set(members.flatMap(({ varying }) => Object.keys(varying)))].filter(
    (path) =>
      !path.endsWith('.path') && new Set(members.map(({ varying }) => canonicalJson(varying[path] ?? null))).size > 1,
  );
  const differing = [...(arms.size > 1 ? ['arm'] : []), ...paths].slice(0, 4);
  return [
    'Mean over n seeds ± half the width of the 95 % t interval; one seed has no interval.',
    ...(hasBest ? ['Bold: better than every other row of its column, with intervals that do not touch.'] : []),
    ...(mixed.length === 0
      ? []
      : [
          `${mixed.length === 1 ? 'One cell is' : `${mixed.length} cells are`} empty because runs that differ in more than the seed fall into ${mixed.length === 1 ? 'it' : 'them'} (${differing.join(', ') || 'equal settings and seed'}): make that a row or column, or fix it.`,
        ]),
    ...(data.runs.byStatus.completed === data.runs.total ? [] : ['Not all runs are complete; the numbers may change.']),
  ];
}
