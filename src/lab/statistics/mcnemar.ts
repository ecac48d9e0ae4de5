import cumulateBinomial from '@stdlib/stats-base-dists-binomial-cdf';
import cumulateNormal from '@stdlib/stats-base-dists-normal-cdf';
import type { McNemar } from '../../shared/views/statistics.ts';

/** With fewer pairs that disagree χ² is no good approximation, and the exact test is cheap. */
const fewest = 25;

/**
 * McNemar's test of whether two treatments flag the same items equally often, from the pairs that disagree: b that only the
 * first flags, c that only the second does. Exact: p = min(1, 2·P(X ≤ min(b, c))) with X ~ Binomial(b + c, ½). χ²:
 * (|b − c| − 1)² / (b + c) with one degree of freedom. As statsmodels' `mcnemar`.
 */
export function testMcNemar(onlyFirst: number, onlySecond: number): McNemar {
  const discordant = onlyFirst + onlySecond;
  if (discordant < fewest) {
    const statistic = Math.min(onlyFirst, onlySecond);
    // Of no disagreement there is nothing to test, and the distribution of no coin has no values.
    const p = discordant === 0 ? 1 : Math.min(1, 2 * cumulateBinomial(statistic, discordant, 0.5));
    return { method: 'exact', statistic, p };
  }
  const statistic = (Math.abs(onlyFirst - onlySecond) - 1) ** 2 / discordant;
  // P(χ²₁ > x) = 2·Φ(−√x), which keeps its digits far out in the tail.
  return { method: 'chi-square', statistic, p: 2 * cumulateNormal(-Math.sqrt(statistic), 0, 1) };
}
