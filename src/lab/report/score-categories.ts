import type { CategoryScore, ReportData } from '../../shared/views/report.ts';
import { groupRuns } from '../statistics/group-runs.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import { findCondition } from './conditions.ts';
import { readMetricFlags } from './metric-flags.ts';
import type { ReportSource } from './report-source.ts';

type Lists = Pick<ReportData, 'arms' | 'conditions' | 'metrics'>;

/** HS of each judge by category of the test rows; none where the rows carry no category. */
export function scoreCategories(source: ReportSource, lists: Lists, step: number | null): CategoryScore[] {
  if (step === null) return [];
  return groupRuns(source.runs).flatMap((group) => {
    const arm = lists.arms.findIndex(({ label }) => label === group.arm);
    const condition = findCondition(lists.conditions, group.varied);
    return lists.metrics.flatMap((metric, index) => {
      if (metric.name !== 'HS') return [];
      const counts = new Map<string, { successes: number; n: number }>();
      for (const { stages } of group.runs) {
        const categories = source.readCategories(stages.evaluate);
        const read = categories && readMetricFlags(source, stages.evaluate, metric, step);
        if (!categories || !read) continue;
        read.indexes.forEach((row, at) => {
          for (const category of categories.get(row) ?? []) {
            const count = counts.get(category) ?? { successes: 0, n: 0 };
            counts.set(category, count);
            count.n += 1;
            count.successes += read.flags[at] ?? 0;
          }
        });
      }
      return [...counts]
        .sort(([left], [right]) => left.localeCompare(right, 'en'))
        .map(([category, { successes, n }]) => ({
          arm,
          condition,
          step,
          metric: index,
          category,
          successes,
          n,
          value: (100 * successes) / n,
          interval: computeWilsonInterval(successes, n),
        }));
    });
  });
}
