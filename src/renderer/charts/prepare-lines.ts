import { clipOutliers } from './clip-outliers.ts';
import type { RunStyle } from './run-style.ts';
import type { ChartView, LineSeries, Range } from './series.ts';
import { smooth } from './smooth.ts';
import { findFirstAtLeast, spreadMarkers, thinIndices } from './thin.ts';

export interface Points {
  readonly xs: readonly number[];
  /** Null is a gap. */
  readonly ys: readonly (number | null)[];
}

/** A series as it is drawn: smoothed, without what a log axis cannot show, thinned to what the eye can see. */
export interface PreparedLine {
  readonly id: string;
  readonly label: string;
  readonly style: RunStyle;
  /** Indexes of the points that carry the marker: all, or a few of a long line that stands beside others. */
  readonly markers: readonly number[];
  readonly line: Points;
  /** The points as measured, faint behind the smoothed line; null without smoothing. */
  readonly raw: Points | null;
  readonly band: { readonly low: Points; readonly high: Points } | null;
}

export interface PreparedChart {
  readonly lines: readonly PreparedLine[];
  /** Fixed ends of the y axis; null lets the drawn points decide. */
  readonly yRange: Range | null;
  /** Points beyond `yRange`. */
  readonly outsideCount: number;
  /** Points at or below zero, which a log axis has no place for. */
  readonly unplacedCount: number;
}

interface Options {
  readonly view: ChartView;
  /** The part of the x axis that is shown; null is all of it. */
  readonly window: Range | null;
  /** About how many points of a series are drawn. */
  readonly pointLimit: number;
  /** Ends of the y axis where the quantity has natural ones, such as 0 and 100 %. */
  readonly yRange: Range | null;
}

/** Makes of the series what a chart or an export draws. */
export function prepareLines(
  series: readonly LineSeries[],
  { view, window, pointLimit, yRange }: Options,
): PreparedChart {
  let unplacedCount = 0;
  const shown: number[] = [];
  const lines = series.map((item, place): PreparedLine => {
    const [from, to] = findWindow(item.xs, window);
    const positiveFrom = view.isXLog ? findFirstAtLeast(item.xs, Number.MIN_VALUE) : 0;
    const firstX = Math.max(from, positiveFrom);
    unplacedCount += positiveFrom;
    const keepPlaced = (ys: readonly (number | null)[]): readonly (number | null)[] =>
      view.isYLog ? ys.map((y) => (y !== null && y > 0 ? y : null)) : ys;
    const measured = keepPlaced(item.ys);
    if (view.isYLog) unplacedCount += item.ys.filter((y) => y !== null && y <= 0).length;
    // Smoothing sees the measured values, also those that the log axis has no place for.
    const main = view.smoothing > 0 ? keepPlaced(smooth(item.ys, view.smoothing)) : measured;
    for (let index = firstX; index < to; index++) {
      const y = measured[index] ?? null;
      if (y !== null) shown.push(y);
    }
    const pick = (ys: readonly (number | null)[]): Points => {
      const kept = thinIndices(ys, firstX, to, pointLimit);
      return { xs: kept.map((index) => item.xs[index] ?? 0), ys: kept.map((index) => ys[index] ?? null) };
    };
    const line = pick(main);
    return {
      id: item.id,
      label: item.label,
      style: item.style,
      markers: chooseMarkers(line.xs.length, item.hasMarkers ?? false, { place, count: series.length }),
      line,
      raw: view.smoothing > 0 ? pick(measured) : null,
      band: item.band ? { low: pick(keepPlaced(item.band.low)), high: pick(keepPlaced(item.band.high)) } : null,
    };
  });
  const clipped = view.isClipped ? clipOutliers(shown) : null;
  return {
    lines,
    yRange: clipped ?? (view.isYLog && yRange && yRange.min <= 0 ? null : yRange),
    outsideCount: clipped?.outsideCount ?? 0,
    unplacedCount,
  };
}

const sparseMarkers = 7;

function chooseMarkers(length: number, hasAll: boolean, { place, count }: { place: number; count: number }): number[] {
  if (hasAll || length === 1) return Array.from({ length }, (_, index) => index);
  // Alone, a line needs no marker to be told from others.
  return count < 2 ? [] : spreadMarkers(length, sparseMarkers, (place + 0.5) / count);
}

/** The indexes to draw: those inside the window and one beyond each end, so that the line runs out of the picture. */
function findWindow(xs: readonly number[], window: Range | null): [from: number, to: number] {
  if (!window) return [0, xs.length];
  const from = Math.max(0, findFirstAtLeast(xs, window.min) - 1);
  const to = Math.min(xs.length, findFirstAtLeast(xs, window.max) + 1);
  return [from, Math.max(from, to)];
}
