import type { StageCurves } from '../../../shared/contract/stages.ts';
import type { MetricSeries } from '../../../shared/views/lab.ts';
import { findFirstAtLeast, thinIndices } from '../../charts/thin.ts';

/** The last step of any curve; 0 without points. */
export function findLastStep({ series }: Pick<StageCurves, 'series'>): number {
  return Math.max(0, ...series.map(({ steps }) => steps.at(-1) ?? 0));
}

/**
 * Curves with the newer points behind them; points of steps that are there already are left out. A curve that has grown
 * to twice `limit` points is thinned to it, so that a page can stay open for days.
 */
export function mergeCurves(before: StageCurves, fresh: StageCurves, limit: number): StageCurves {
  const added = new Map(fresh.series.map((series) => [series.name, series]));
  const known = new Set(before.series.map(({ name }) => name));
  return {
    ...fresh,
    series: [
      ...before.series.map((series) => thin(append(series, added.get(series.name)), limit)),
      ...fresh.series.filter(({ name }) => !known.has(name)),
    ],
    times: mergeTimes(before.times, fresh.times),
  };
}

function append(series: MetricSeries, fresh: MetricSeries | undefined): MetricSeries {
  if (!fresh) return series;
  const from = findFirstAtLeast(fresh.steps, (series.steps.at(-1) ?? 0) + 1);
  if (from === fresh.steps.length) return series;
  return {
    name: series.name,
    steps: [...series.steps, ...fresh.steps.slice(from)],
    values: [...series.values, ...fresh.values.slice(from)],
  };
}

function thin(series: MetricSeries, limit: number): MetricSeries {
  if (series.steps.length < 2 * limit) return series;
  const kept = thinIndices(series.values, 0, series.steps.length, limit);
  return {
    name: series.name,
    steps: kept.map((index) => series.steps[index] ?? 0),
    values: kept.map((index) => series.values[index] ?? null),
  };
}

function mergeTimes(before: StageCurves['times'], fresh: StageCurves['times']): StageCurves['times'] {
  const from = findFirstAtLeast(fresh.steps, (before.steps.at(-1) ?? 0) + 1);
  return {
    steps: [...before.steps, ...fresh.steps.slice(from)],
    atMs: [...before.atMs, ...fresh.atMs.slice(from)],
  };
}
