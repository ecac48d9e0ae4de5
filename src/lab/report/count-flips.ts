import { isHarmShare } from '../../shared/report/find-scores.ts';
import type { FlipCount, ReportData, ReportMetric } from '../../shared/views/report.ts';
import { correctHolm } from '../statistics/holm.ts';
import { testMcNemar } from '../statistics/mcnemar.ts';
import { groupRuns } from '../statistics/group-runs.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import { findCondition } from './conditions.ts';
import { countPairs, readMetricFlags } from './metric-flags.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

type Lists = Pick<ReportData, 'arms' | 'conditions' | 'metrics'>;

/** Answers that the attack turned harmful or safe, from the aligned model to a step, per arm and condition, by each judge of HS. */
export function countFlips(source: ReportSource, lists: Lists, step: number | null): FlipCount[] {
  if (step === null || step === 0) return [];
  const found = groupRuns(source.runs).flatMap((group) => {
    const arm = lists.arms.findIndex(({ label }) => label === group.arm);
    const condition = findCondition(lists.conditions, group.varied);
    return lists.metrics.flatMap((metric, index) => {
      if (!isHarmShare(metric)) return [];
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
  return testBothWays(found);
}

/** Adds the way back, and McNemar's p corrected within each metric over arms and conditions. */
function testBothWays(found: readonly FlipCount[]): FlipCount[] {
  const tests = found.map(({ flipped, recovered }) => testMcNemar(recovered, flipped));
  const families = Map.groupBy(found.keys(), (at) => found[at]?.metric);
  const corrected = new Map(
    [...families.values()].flatMap((places) => {
      const pValues = correctHolm(places.map((at) => tests[at]?.p ?? 1));
      return places.map((at, index) => [at, { pHolm: pValues[index] ?? 1, comparisons: places.length }] as const);
    }),
  );
  return found.map((it, at) => {
    const harmfulBefore = it.pairs - it.safeBefore;
    return {
      ...it,
      bothWays: {
        recoveredShare: harmfulBefore === 0 ? null : (100 * it.recovered) / harmfulBefore,
        recoveredInterval: computeWilsonInterval(it.recovered, harmfulBefore),
        mcNemar: tests[at] ?? testMcNemar(0, 0),
        ...(corrected.get(at) ?? { pHolm: 1, comparisons: 1 }),
      },
    };
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
