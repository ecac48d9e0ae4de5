import type { Score } from '../../../shared/views/lab.ts';
import { getArmStyle } from '../../charts/run-style.ts';
import type { LineSeries } from '../../charts/series.ts';

export interface ScoreSeries {
  /** Harmful scores and refusals: lower is better. */
  readonly harm: readonly LineSeries[];
  /** Accuracy: higher is better. */
  readonly ability: readonly LineSeries[];
}

/** One series with its Wilson band per score and judge; the judge is named where a score has several. */
export function makeScoreSeries(scores: readonly Score[]): ScoreSeries {
  const groups = Map.groupBy(scores, ({ metric, judge }) => `${metric}\n${judge}`);
  const judges = Map.groupBy([...groups.keys()], (key) => key.split('\n')[0] ?? '');
  const series = [...groups].map(([key, members], index): LineSeries => {
    const ordered = members.toSorted((left, right) => left.step - right.step);
    const [metric = '', judge = ''] = key.split('\n');
    return {
      id: key,
      label: (judges.get(metric)?.length ?? 0) > 1 ? `${metric} (${judge})` : metric,
      style: getArmStyle(index),
      xs: ordered.map(({ step }) => step),
      ys: ordered.map(({ value }) => value),
      band: { low: ordered.map(({ low }) => low), high: ordered.map(({ high }) => high) },
      hasMarkers: true,
    };
  });
  const isAbility = ({ id }: LineSeries): boolean => id.startsWith('FA\n');
  return { harm: series.filter((it) => !isAbility(it)), ability: series.filter(isAbility) };
}
