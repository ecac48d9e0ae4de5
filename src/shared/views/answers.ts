import type { PromptComparison, ReportData, ReportMetric } from './report.ts';

/** What a report counts answer by answer, at one attack step. */
export type AnswerCounts = Pick<ReportData, 'promptComparisons' | 'flips' | 'categories'> & { readonly step: number };

/** The answers of two groups of runs to the same prompts, by one judge; the first group is the baseline of the counts. */
export interface GroupComparison
  extends Omit<PromptComparison, 'arm' | 'condition' | 'metric' | 'pHolm' | 'comparisons'> {
  readonly metric: ReportMetric;
}

export interface GroupsView {
  /** One per judge of the harmful score; none where no pair of runs was asked the same prompts and judged. */
  readonly comparisons: readonly GroupComparison[];
  /** Pairs of runs: with the same seed, or the only run of either group. */
  readonly runPairs: number;
  /** Of them, those that were asked different prompts; they are left out. */
  readonly unlikePairs: number;
}
