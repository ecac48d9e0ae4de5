import type { ReportData } from '../../../shared/views/report.ts';
import { showsBlock } from '../apply-layout.ts';
import { listCurveFigures } from './curve-figures.ts';
import type { BarFigure, Figure, FigureGroup } from './figure.ts';
import { listGridFigures } from './grid-figures.ts';
import { makeNamer } from './name-figures.ts';
import { listAttackFigures, listAxisFigures, listBarFigures } from './score-figures.ts';
import { listTradeoffFigures } from './tradeoff-figures.ts';

/** All charts of a report, by the section that they stand in. */
export interface ReportFigures {
  readonly bars: readonly BarFigure[];
  readonly tradeoffs: readonly FigureGroup[];
  readonly axes: readonly FigureGroup[];
  /** Scores over two settings at once; empty where fewer than two vary. */
  readonly grids: readonly FigureGroup[];
  readonly attack: readonly FigureGroup[];
  readonly curves: readonly FigureGroup[];
}

/** The charts of the shown parts of a report; the same data gives the same ids. */
export function listFigures(data: ReportData): ReportFigures {
  const name = makeNamer();
  const hasScores = showsBlock(data, 'scores');
  const withFigures = (groups: readonly FigureGroup[]): FigureGroup[] => groups.filter((it) => it.figures.length > 0);
  return {
    bars: hasScores ? listBarFigures(data, name) : [],
    tradeoffs: hasScores ? listTradeoffFigures(data, name) : [],
    axes: hasScores ? listAxisFigures(data, name) : [],
    grids: hasScores ? listGridFigures(data, name) : [],
    attack: hasScores ? withFigures(listAttackFigures(data, name)) : [],
    curves: showsBlock(data, 'curves') ? listCurveFigures(data, name) : [],
  };
}

/** The charts in the order of a report. */
export function flattenFigures({ bars, tradeoffs, axes, grids, attack, curves }: ReportFigures): Figure[] {
  return [...bars, ...[...tradeoffs, ...axes, ...grids, ...attack, ...curves].flatMap((group) => group.figures)];
}
