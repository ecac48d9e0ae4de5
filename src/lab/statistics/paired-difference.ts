import cumulate from '@stdlib/stats-base-dists-t-cdf';
import { largest, type Summary, summarise } from './student-t.ts';

export interface SeedValue {
  readonly seed: number;
  readonly value: number;
}

/** Mean of the differences seed by seed, with the seeds it rests on. */
export interface PairedDifference extends Summary {
  /** Seeds measured on both sides, ascending; `n` counts these alone. */
  readonly seeds: readonly number[];
  /** Seeds measured on one side only, ascending; they are left out. */
  readonly unpairedSeeds: readonly number[];
  /** Two-sided p-value of the paired t-test; null for one pair, and where all differences are equal, of which no spread is known. */
  readonly p: number | null;
}

/**
 * `treatment − baseline` over the seeds that both have; null when they share none. A seed may occur once per side. p is that of
 * the t-test of the differences d, t = mean(d) / (s(d) / √n) with n − 1 degrees of freedom, as SciPy's `ttest_rel`.
 */
export function computePairedDifference(
  baseline: readonly SeedValue[],
  treatment: readonly SeedValue[],
): PairedDifference | null {
  const before = indexBySeed(baseline);
  const after = indexBySeed(treatment);
  const all = [...new Set([...before.keys(), ...after.keys()])].sort((left, right) => left - right);
  const pairs = all.flatMap((seed) => {
    const from = before.get(seed);
    const to = after.get(seed);
    return from === undefined || to === undefined ? [] : [{ seed, difference: to - from }];
  });
  if (pairs.length === 0) return null;
  const seeds = pairs.map((pair) => pair.seed);
  const scale = largest([...baseline, ...treatment].map(({ value }) => value));
  const summary = summarise(
    pairs.map((pair) => pair.difference),
    scale,
  );
  return {
    ...summary,
    p: testMean(summary),
    seeds,
    unpairedSeeds: all.filter((seed) => !seeds.includes(seed)),
  };
}

function testMean({ n, mean, sd }: Summary): number | null {
  if (sd === null || sd === 0) return null;
  const t = mean / (sd / Math.sqrt(n));
  return 2 * cumulate(-Math.abs(t), n - 1);
}

function indexBySeed(values: readonly SeedValue[]): Map<number, number> {
  const index = new Map(values.map(({ seed, value }) => [seed, value]));
  if (index.size !== values.length) throw new Error('A seed occurs twice on one side of a paired difference.');
  return index;
}
