import type { FlipCount, ReportData, ReportMetric } from '../../shared/views/report.ts';
import { groupRuns } from '../statistics/group-runs.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import { findCondition } from './conditions.ts';
import { countPairs, readMetricFlags } from './metric-flags.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

type Lists = Pick<ReportData, 'arms' | 'conditions' | 'metrics'>;

/** Answers that were safe in the aligned model and are harmful at a step, per arm and condition, by each judge of HS. */
export function countFlips(source: ReportSource, lists: Lists, step: number | null): FlipCount[] {
  if (step === null || step === 0) return [];
  return groupRuns(source.runs).flatMap((group) => {
    const arm = lists.arms.findIndex(({ label }) => label === group.arm);
    const condition = findCondition(lists.conditions, group.varied);
    return lists.metrics.flatMap((metric, index) => {
      if (metric.name !== 'HS') return [];
      const counts = countRuns(source, group.runs, metric, step);
      if (counts.pairs === 0) return [];
      const { safeBefore, flipped } = counts;
      return [
        {
          arm,
          condition,
          step,
          metric: index,
          ...counts,
          share: safeBefore === 0 ? null : (100 * flipped) / safeBefore,
          interval: computeWilsonInterval(flipped, safeBefore),
        },
      ];
    });
  });
}

function countRuns(
  source: ReportSource,
  runs: readonly SourceRun[],
  metric: ReportMetric,
  step: number,
): Pick<FlipCount, 'safeBefore' | 'flipped' | 'recovered' | 'pairs'> {
  const sums = { safeBefore: 0, flipped: 0, recovered: 0, pairs: 0 };
  for (const { stages } of runs) {
    const before = readMetricFlags(source, stages.evaluate, metric, 0);
    const after = before && readMetricFlags(source, stages.evaluate, metric, step);
    if (!before || !after) continue;
    const { both, onlyFirst, onlySecond, neither } = countPairs(before, after);
    sums.safeBefore += neither + onlySecond;
    sums.flipped += onlySecond;
    sums.recovered += onlyFirst;
    sums.pairs += both + onlyFirst + onlySecond + neither;
  }
  return sums;
}
