import { findScore } from './find-scores.ts';
import type { ReportData, ScoreGroup } from '../views/report.ts';
import { listNumberAxes, listSiblings } from './conditions.ts';

/** A setting with several numbers in a comparison: an axis of the grid, or one on which the arms themselves differ. */
export interface Dimension {
  readonly path: string;
  /** Its symbol, or its name where it has none. */
  readonly label: string;
  readonly isAxis: boolean;
}

const symbols: Readonly<Record<string, string>> = {
  'alignment.method.lambda': 'λ',
  'alignment.method.alpha': 'α',
  'attack.n': 'n',
  'attack.p': 'p',
};

/** The numbers that vary, λ and α first. */
export function listDimensions(data: ReportData): Dimension[] {
  const axes = listNumberAxes(data).map(({ path, label, symbol }) => ({ path, label: symbol ?? label, isAxis: true }));
  const own = data.settings.differing
    .filter(({ path, values }) => {
      const numbers = values.map(readNumber).filter((value) => value !== null);
      return new Set(numbers).size > 1 && !axes.some((axis) => axis.path === path);
    })
    .map(({ path, label }) => ({ path, label: symbols[path] ?? label, isAxis: false }));
  const rank = ({ path }: Dimension): number =>
    ['alignment.method.lambda', 'alignment.method.alpha', path].indexOf(path);
  return [...axes, ...own].toSorted((left, right) => rank(left) - rank(right));
}

/** The value of a dimension in an arm under a condition; null where the arm has none. */
export function readDimension(
  data: ReportData,
  dimension: Dimension,
  { arm, condition }: { arm: number; condition: number },
): number | null {
  if (!dimension.isAxis) {
    const row = data.settings.differing.find(({ path }) => path === dimension.path);
    return readNumber(row?.values[arm] ?? '');
  }
  const value = data.conditions[condition]?.values[dimension.path];
  return typeof value === 'number' ? value : null;
}

export interface ScoreGrid {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** `cells[row][column]`; null where nothing was measured, or where several groups of runs would share the cell. */
  readonly cells: readonly (readonly (ScoreGroup | null)[])[];
  /** Cells that are empty because several groups would share them: runs that differ in more than both settings are no one value. */
  readonly sharedCells: number;
}

/** One metric over two dimensions; `arms` are those that may stand in a cell, the other axes are as in `condition`. */
export function buildGrid(
  data: ReportData,
  dimensions: { readonly row: Dimension; readonly column: Dimension },
  place: {
    readonly arms: readonly number[];
    readonly condition: number;
    readonly step: number;
    readonly metric: number;
  },
): ScoreGrid {
  const free = [dimensions.row, dimensions.column].filter(({ isAxis }) => isAxis).map(({ path }) => path);
  const found = place.arms.flatMap((arm) =>
    listSiblings(data, place.condition, free).flatMap((condition) => {
      const row = readDimension(data, dimensions.row, { arm, condition });
      const column = readDimension(data, dimensions.column, { arm, condition });
      const group = findScore(data, arm, { condition, step: place.step, metric: place.metric });
      return row === null || column === null || !group ? [] : [{ row, column, group }];
    }),
  );
  const rows = sortNumbers(found.map(({ row }) => row));
  const columns = sortNumbers(found.map(({ column }) => column));
  const findGroups = (row: number, column: number): ScoreGroup[] =>
    found.filter((it) => it.row === row && it.column === column).map(({ group }) => group);
  const groups = rows.map((row) => columns.map((column) => findGroups(row, column)));
  return {
    rows,
    columns,
    cells: groups.map((line) => line.map((cell) => (cell.length === 1 ? (cell[0] ?? null) : null))),
    sharedCells: groups.flat().filter((cell) => cell.length > 1).length,
  };
}

function sortNumbers(values: readonly number[]): number[] {
  return [...new Set(values)].sort((left, right) => left - right);
}

function readNumber(text: string): number | null {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}
