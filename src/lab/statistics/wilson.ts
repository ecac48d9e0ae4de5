import type { Interval } from './student-t.ts';

/** The 97.5 % quantile of the standard normal distribution. */
export const normalQuantile = 1.959963984540054;

/** 95 % Wilson score interval of a proportion in percent; null for n = 0. Throws unless 0 ≤ successes ≤ n. */
export function computeWilsonInterval(successes: number, n: number): Interval | null {
  if (!(successes >= 0 && successes <= n)) throw new Error(`Expected 0 ≤ successes ≤ n, got ${successes} of ${n}.`);
  if (n === 0) return null;
  const share = successes / n;
  const scale = 1 + normalQuantile ** 2 / n;
  const centre = (share + normalQuantile ** 2 / (2 * n)) / scale;
  const margin = (normalQuantile / scale) * Math.sqrt((share * (1 - share)) / n + normalQuantile ** 2 / (4 * n ** 2));
  // At the borders the formula gives exactly 0 and 1; rounding would leave -1e-17.
  const low = successes === 0 ? 0 : centre - margin;
  const high = successes === n ? 1 : centre + margin;
  return { low: 100 * low, high: 100 * high };
}
