import { isHarmShare } from '../../shared/report/find-scores.ts';
import type { CategoryScore, ReportData, ReportMetric } from '../../shared/views/report.ts';
import { groupRuns } from '../statistics/group-runs.ts';
import { summarise } from '../statistics/student-t.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import { findCondition } from './conditions.ts';
import { type MetricFlags, readMetricFlags } from './metric-flags.ts';
import type { RowCategories } from './read-categories.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

type Lists = Pick<ReportData, 'arms' | 'conditions' | 'metrics'>;

/** HS of each judge by category of the test rows; none where the rows carry no category. */
export function scoreCategories(source: ReportSource, lists: Lists, step: number | null): CategoryScore[] {
  if (step === null) return [];
  return groupRuns(source.runs).flatMap((group) => {
    const arm = lists.arms.findIndex(({ label }) => label === group.arm);
    const condition = findCondition(lists.conditions, group.varied);
    return lists.metrics.flatMap((metric, index) => {
      if (!isHarmShare(metric)) return [];
      return countCategories(source, group.runs, metric, step).map((it) => ({
        arm,
        condition,
        step,
        metric: index,
        ...it,
      }));
    });
  });
}

type Counted = Omit<CategoryScore, 'arm' | 'condition' | 'step' | 'metric'>;

interface Count {
  successes: number;
  n: number;
}

/** Categories by name; each seed counts its own rows of a category, which differ where seeds have test files of their own. */
function countCategories(
  source: ReportSource,
  runs: readonly SourceRun[],
  metric: ReportMetric,
  step: number,
): Counted[] {
  const perSeed = runs.flatMap(({ stages }) => {
    const categories = source.readCategories(stages.evaluate);
    const read = categories && readMetricFlags(source, stages.evaluate, metric, step);
    return categories && read ? [countRows(categories, read)] : [];
  });
  const names = [...new Set(perSeed.flatMap((counts) => [...counts.keys()]))];
  return names
    .sort((left, right) => left.localeCompare(right, 'en'))
    .map((category) => {
      const counts = perSeed.flatMap((seed) => seed.get(category) ?? []);
      const successes = counts.reduce((sum, count) => sum + count.successes, 0);
      const n = counts.reduce((sum, count) => sum + count.n, 0);
      return {
        category,
        successes,
        n,
        value: (100 * successes) / n,
        interval: computeWilsonInterval(successes, n),
        overSeeds: summarise(counts.map((count) => (100 * count.successes) / count.n)),
      };
    });
}

function countRows(categories: RowCategories, { indexes, flags }: MetricFlags): Map<string, Count> {
  const counts = new Map<string, Count>();
  indexes.forEach((row, at) => {
    for (const category of categories.get(row) ?? []) {
      const count = counts.get(category) ?? { successes: 0, n: 0 };
      counts.set(category, count);
      count.n += 1;
      count.successes += flags[at] ?? 0;
    }
  });
  return counts;
}
