import { listSiblings } from '../../../shared/report/conditions.ts';
import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { buildGrid, type Dimension, listDimensions, type ScoreGrid } from '../../../shared/report/grid.ts';
import { pickCondition } from '../../../shared/report/pick-condition.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { ReportData, ScoreGroup } from '../../../shared/views/report.ts';
import { countSeeds, describeWhen } from './describe.ts';
import type { FigureGroup, HeatFigure } from './figure.ts';
import type { Namer } from './score-figures.ts';

/** More pairs of settings than this are left to the page Compare: each has a figure per metric and arm. */
const mostPairs = 3;

interface Pair {
  readonly row: Dimension;
  readonly column: Dimension;
}

/**
 * HS and FA at the headline step over two settings at once, such as λ and α, for every two settings of numbers that vary; the
 * other settings are as at the hardest condition. A setting of the grid has a figure per arm; where arms themselves differ in one, they share a figure.
 */
export function listGridFigures(data: ReportData, name: Namer): FigureGroup[] {
  const step = data.headlineStep;
  if (step === null) return [];
  const dimensions = listDimensions(data);
  const pairs = dimensions.flatMap((row, index) =>
    dimensions.slice(index + 1).map((column): Pair => ({ row, column })),
  );
  return pairs.slice(0, mostPairs).flatMap((pair): FigureGroup[] => {
    const figures = listHeadlineMetrics(data).flatMap((metric) =>
      listArmGroups(data, pair).flatMap(
        (arms) => makeFigure(data, pair, { arms, condition: pickCondition(data), step, metric }, name) ?? [],
      ),
    );
    if (figures.length === 0) return [];
    const names = `${pair.row.label} and ${pair.column.label}`;
    return [
      {
        id: `grid-${pair.row.path}-${pair.column.path}`,
        title: `Over ${names} at once`,
        help: `Scores ${describeWhen(step)}: mean over n seeds. Darker is lower; the colours go from 0 to 100 % in every chart.`,
        figures,
      },
    ];
  });
}

/** Arms that stand in one figure. */
function listArmGroups(data: ReportData, { row, column }: Pair): number[][] {
  const arms = data.arms.map((_, arm) => arm);
  return row.isAxis && column.isAxis ? arms.map((arm) => [arm]) : [arms];
}

/** Symbols are no letters of a file's name. */
function nameFile({ path }: Dimension): string {
  return path.split('.').at(-1) ?? path;
}

interface Place {
  readonly arms: readonly number[];
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
}

/** Null where the runs do not spread over both settings. */
function makeFigure(data: ReportData, pair: Pair, place: Place, name: Namer): HeatFigure | null {
  const grid = buildGrid(data, pair, place);
  const known = grid.cells.flat().filter((cell) => cell !== null);
  if (grid.rows.length < 2 || grid.columns.length < 2 || !isSpread(grid)) return null;
  const label = data.metrics[place.metric]?.label ?? '';
  const [only] = place.arms.length === 1 ? place.arms : [];
  const arm = only === undefined ? '' : (data.arms[only]?.label ?? '');
  const rest = describeRest(data, pair, place.condition);
  const title = [label, arm, rest].filter((part) => part !== '').join(', ');
  return {
    kind: 'heat',
    id: name(label, 'by', nameFile(pair.row), 'and', nameFile(pair.column), arm),
    title,
    description: `${title} in percent by ${pair.row.label} (rows) and ${pair.column.label} (columns) ${describeWhen(place.step)}: mean over ${countSeeds(known)}, ${known.length} of ${grid.rows.length * grid.columns.length} cells measured${describeShared(grid)}.`,
    yLabel: pair.row.label,
    xLabel: pair.column.label,
    rows: grid.rows.map(String),
    columns: grid.columns.map(String),
    cells: grid.cells.map((line) => line.map(tellCell)),
    range: [0, 100],
    valueLabel: `${label} (%)`,
  };
}

/** Whether at least one row or column has two values to compare. */
function isSpread({ cells, columns }: ScoreGrid): boolean {
  const count = (line: readonly (ScoreGroup | null | undefined)[]): number => line.filter(Boolean).length;
  return cells.some((line) => count(line) > 1) || columns.some((_, at) => count(cells.map((line) => line[at])) > 1);
}

function tellCell(group: ScoreGroup | null): HeatFigure['cells'][number][number] {
  return group && { mean: group.summary.mean, interval: group.summary.interval, n: group.summary.n };
}

function describeShared({ sharedCells }: ScoreGrid): string {
  return sharedCells === 0
    ? ''
    : `; ${sharedCells} left empty, because runs that differ in more than both settings would share them`;
}

/** What the other axes are held at; empty where there are none. */
function describeRest(data: ReportData, { row, column }: Pair, condition: number): string {
  const free = [row, column].filter(({ isAxis }) => isAxis).map(({ path }) => path);
  if (listSiblings(data, condition, free).length === data.conditions.length) return '';
  const values = Object.entries(data.conditions[condition]?.values ?? {}).filter(([path]) => !free.includes(path));
  return describeValues(Object.fromEntries(values));
}
