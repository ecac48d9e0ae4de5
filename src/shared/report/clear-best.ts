import type { Interval } from '../views/statistics.ts';

/**
 * The rule by which a value may be marked as the best, in every table: its interval lies wholly on the better side of all
 * others'. Index of that interval; undefined where an interval is missing or touches another, where there is none to compare
 * with, or where neither end is better.
 */
export function findClearBest(
  intervals: readonly (Interval | null)[],
  better: 'lower' | 'higher' | null,
): number | undefined {
  if (intervals.length < 2 || better === null) return undefined;
  const winner = intervals.findIndex((own, index) =>
    intervals.every((other, at) => {
      if (at === index) return own !== null;
      return own !== null && other !== null && (better === 'lower' ? own.high < other.low : own.low > other.high);
    }),
  );
  return winner < 0 ? undefined : winner;
}

/** Both intervals in one: the t interval over seeds alone has no width where all seeds agree. Null where one is missing. */
export function joinIntervals(overSeeds: Interval | null, pooled: Interval | null): Interval | null {
  if (!overSeeds || !pooled) return null;
  return { low: Math.min(overSeeds.low, pooled.low), high: Math.max(overSeeds.high, pooled.high) };
}
