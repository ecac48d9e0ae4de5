import type { Interval } from '../../../shared/views/statistics.ts';

/** A chart of a report as plain data. Page, Markdown images, PDF and LaTeX are drawn from this alone. */
export type Figure = LineFigure | BarFigure | ScatterFigure | HeatFigure;

interface FigureText {
  /** Unique in a report, of letters, digits and hyphens: also the name of the figure's file. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences for a caption and for people who cannot see the chart: what is drawn, and n. */
  readonly description: string;
  readonly yLabel: string;
}

export interface LineFigure extends FigureText {
  readonly kind: 'lines';
  readonly xLabel: string;
  readonly isXLog: boolean;
  /** Where the x axis has its ticks; null are round numbers. */
  readonly xTicks: readonly number[] | null;
  /** Fixed ends of the y axis; null lets the data decide. */
  readonly yRange: readonly [number, number] | null;
  readonly lines: readonly FigureLine[];
}

export interface FigureLine {
  readonly arm: number;
  /** In the legend and in the words for a point. */
  readonly label: string;
  /** Null is the mean over the seeds, or the only line of an arm. */
  readonly seed: number | null;
  readonly x: readonly number[];
  /** Null is a gap. */
  readonly y: readonly (number | null)[];
  /** Ends of the interval around each point. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
  /** The second line of an arm in the same chart: thin and dotted. */
  readonly isSecond?: boolean;
}

export interface BarFigure extends FigureText {
  readonly kind: 'bars';
  readonly categories: readonly string[];
  readonly bars: readonly {
    readonly arm: number;
    readonly label: string;
    readonly values: readonly FigureBar[];
  }[];
}

/** Null where the arm was not evaluated. */
export type FigureBar = {
  readonly mean: number;
  readonly interval: Interval | null;
  readonly seeds: readonly number[];
} | null;

export interface ScatterFigure extends FigureText {
  readonly kind: 'scatter';
  readonly xLabel: string;
  readonly points: readonly FigurePoint[];
  /** The means that no other beats in one score without losing in the other, by ascending x; empty where that is one. */
  readonly front: readonly (readonly [x: number, y: number])[];
  /** A line at one value of x, such as the least FA that is acceptable. */
  readonly guard: { readonly value: number; readonly label: string } | null;
}

export interface FigurePoint {
  /** Place among the looks: an arm, or the variant of a single arm. */
  readonly look: number;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly xInterval: Interval | null;
  readonly yInterval: Interval | null;
}

/** A value over two settings: `yLabel` names the rows, `xLabel` the columns. */
export interface HeatFigure extends FigureText {
  readonly kind: 'heat';
  readonly xLabel: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `cells[row][column]`; null where nothing is known. */
  readonly cells: readonly (readonly HeatCell[])[];
  /** Ends of the colour scale. */
  readonly range: readonly [number, number];
  /** What the colours show, such as "HS (%)". */
  readonly valueLabel: string;
}

export type HeatCell = { readonly mean: number; readonly interval: Interval | null; readonly n: number } | null;

export interface FigureGroup {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly figures: readonly Figure[];
}
