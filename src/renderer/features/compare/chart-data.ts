import { listSiblings } from '../../../shared/report/conditions.ts';
import { findScore } from '../../../shared/report/find-scores.ts';
import type { ReportData, ScoreGroup } from '../../../shared/views/report.ts';
import type { RunStyle } from '../../charts/run-style.ts';
import type { LineSeries } from '../../charts/series.ts';

/** What a chart is drawn over: the attack's steps, or the values of an axis by its path. */
export type Abscissa = 'steps' | (string & {});

interface Place {
  readonly metric: number;
  readonly over: Abscissa;
  /** Fixes the axes that are not drawn over. */
  readonly condition: number;
  /** Fixes the step where the chart is not drawn over steps. */
  readonly step: number;
}

/** One line per arm with the t interval as its band; points are the report's means as they are. */
export function buildScoreLines(
  data: ReportData,
  place: Place,
  look: { readonly styles: readonly RunStyle[]; readonly hiddenArms: ReadonlySet<number> },
): LineSeries[] {
  return data.arms.flatMap(({ label }, arm): LineSeries[] => {
    const style = look.styles[arm];
    if (!style || look.hiddenArms.has(arm)) return [];
    const points = listPoints(data, arm, place).sort((left, right) => left.x - right.x);
    if (points.length === 0) return [];
    return [
      {
        id: `arm-${arm}`,
        label,
        style,
        xs: points.map((point) => point.x),
        ys: points.map((point) => point.group.summary.mean),
        band: {
          low: points.map((point) => point.group.summary.interval?.low ?? null),
          high: points.map((point) => point.group.summary.interval?.high ?? null),
        },
        hasMarkers: true,
      },
    ];
  });
}

function listPoints(data: ReportData, arm: number, place: Place): { x: number; group: ScoreGroup }[] {
  const { metric, over, condition, step } = place;
  if (over === 'steps') {
    return data.steps.flatMap((x) => {
      const group = findScore(data, arm, { condition, step: x, metric });
      return group ? [{ x, group }] : [];
    });
  }
  return listSiblings(data, condition, [over]).flatMap((sibling) => {
    const x = data.conditions[sibling]?.values[over];
    const group = findScore(data, arm, { condition: sibling, step, metric });
    return group && typeof x === 'number' ? [{ x, group }] : [];
  });
}
