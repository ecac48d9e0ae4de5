import { formatNumber } from '../components/format.ts';
import { text } from '../text/index.ts';
import type { LineSeries } from './series.ts';

export interface SeriesSummary {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  /** Null where the series has no numbers. */
  readonly last: number | null;
  readonly lastX: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** What a series says in four numbers. */
export function summarizeSeries({ id, label, xs, ys }: LineSeries): SeriesSummary {
  let min: number | null = null;
  let max: number | null = null;
  let lastIndex = -1;
  let count = 0;
  for (let index = 0; index < ys.length; index++) {
    const y = ys[index] ?? null;
    if (y === null) continue;
    count += 1;
    lastIndex = index;
    if (min === null || y < min) min = y;
    if (max === null || y > max) max = y;
  }
  return { id, label, count, last: ys[lastIndex] ?? null, lastX: xs[lastIndex] ?? null, min, max };
}

/** The chart in words, for people who cannot see it; beyond eight series the rest are only counted. */
export function describeChart(series: readonly LineSeries[], xLabel: string): string {
  const told = series.slice(0, 8).map((item) => {
    const { label, last, lastX, min, max } = summarizeSeries(item);
    if (last === null) return text.charts.noPoints(label);
    return text.charts.summary({
      label,
      last: formatNumber(last),
      xLabel,
      x: formatNumber(lastX),
      min: formatNumber(min),
      max: formatNumber(max),
    });
  });
  const rest = series.length - told.length;
  return [...told, ...(rest > 0 ? [text.charts.moreSeries(rest)] : [])].join(' ');
}
