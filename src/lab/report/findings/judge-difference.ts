import type { ReportMetric, ScoreDifference } from '../../../shared/views/report.ts';

/** Chance of calling a difference real that is none, as for the 95 % intervals. */
export const significance = 0.05;

/**
 * What a paired difference allows to be said. `established`: the interval excludes 0 and, where there is one, the corrected p is
 * below 5 %. `open`: the interval includes 0. `uncorrected`: it excludes 0, but not after correction. `no-spread`: equal in every
 * seed, so no interval can be given. `one-seed`: no interval at all.
 */
export type Standing = 'established' | 'open' | 'uncorrected' | 'no-spread' | 'one-seed';

/** How far a difference can be believed. */
export function judgeDifference(difference: ScoreDifference): Standing {
  const { interval, sd, pHolm } = difference;
  if (interval === null) return 'one-seed';
  if (sd === 0) return 'no-spread';
  if (interval.low <= 0 && interval.high >= 0) return 'open';
  return pHolm !== null && pHolm >= significance ? 'uncorrected' : 'established';
}

/** Whether an established difference is for the better of the arm. */
export function isBetter(difference: ScoreDifference, metric: ReportMetric | undefined): boolean {
  return metric?.better === 'higher' ? difference.mean > 0 : difference.mean < 0;
}
