import { isHarmShare } from '../../shared/report/find-scores.ts';
import { pairGroups } from '../../shared/report/pair-runs.ts';
import type { GroupsView } from '../../shared/views/answers.ts';
import { listMetrics } from './build-scores.ts';
import { askedSame, compareRuns, createFlagReader } from './compare-runs.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

/**
 * Holds two groups of runs against each other, answer by answer at one step, by each judge of the harmful score. `first` is the baseline
 * of the counts; ids that the source does not have are left out.
 */
export function compareGroups(
  source: ReportSource,
  { first, second, step }: { first: readonly string[]; second: readonly string[]; step: number },
): GroupsView {
  const find = (ids: readonly string[]): SourceRun[] => source.runs.filter(({ runId }) => ids.includes(runId));
  const pairs = pairGroups(find(first), find(second), ({ settings }) => settings.seed);
  const metrics = listMetrics(source).filter(isHarmShare);
  const isAlike = ({ baseline, treatment }: (typeof pairs)[number]): boolean =>
    askedSame(source, 'safety', baseline, treatment);
  const alike = pairs.filter(isAlike);
  return {
    comparisons: metrics.flatMap((metric) => {
      const compared = compareRuns(alike, createFlagReader(source, metric, step));
      return compared ? [{ metric, step, ...compared }] : [];
    }),
    runPairs: pairs.length,
    unlikePairs: pairs.length - alike.length,
  };
}
