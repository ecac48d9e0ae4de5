import type { Range } from '../../shared/charts/axis.ts';
import type { RunStyle } from './run-style.ts';

/** One line of a chart; `ys[i]` belongs to `xs[i]` (ascending), null is a gap. */
export interface LineSeries {
  readonly id: string;
  readonly label: string;
  readonly style: RunStyle;
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
  /** An interval around each point. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
  /** Draws a marker at each point; for series with few points. */
  readonly hasMarkers?: boolean;
}

/** How a person wants to look at a chart. */
export interface ChartView {
  /** Weight of the past, 0 (none) to 0.99. */
  readonly smoothing: number;
  readonly isXLog: boolean;
  readonly isYLog: boolean;
  /** The y axis leaves outliers out. */
  readonly isClipped: boolean;
}

export const plainView: ChartView = { smoothing: 0, isXLog: false, isYLog: false, isClipped: false };

export type { Range };
