import { formatInterval, formatNumber } from '../../../shared/report/format.ts';
import type { Interval } from '../../../shared/views/statistics.ts';
import type { ScoreGroup } from '../../../shared/views/report.ts';

/** "after 100 attack steps". */
export function describeWhen(step: number): string {
  return step === 0 ? 'before the attack' : `after ${step} attack steps`;
}

/** "5 seeds", "3 to 5 seeds" where the groups differ in it, "one seed". */
export function countSeeds(groups: readonly ScoreGroup[]): string {
  const counts = groups.map((group) => group.summary.n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most === 1) return 'one seed';
  return least === most ? `${most} seeds` : `${least} to ${most} seeds`;
}

/** "73.3 (49.7 to 96.5)"; the mean alone where no spread is known. */
export function describeMean(mean: number, interval: Interval | null): string {
  return interval ? `${formatNumber(mean)} (${formatInterval(interval)})` : formatNumber(mean);
}
