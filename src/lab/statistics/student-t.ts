import quantile from '@stdlib/stats-base-dists-t-quantile';

/** Both ends of a confidence interval, in the unit of the values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What is known about a quantity that was measured once per seed. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1); null for a single value. */
  readonly sd: number | null;
  /** Two-sided Student-t interval of the mean; null for a single value, of which no spread can be known. */
  readonly interval: Interval | null;
}

export const confidenceLevel = 0.95;

/** Summarises at least one finite value: mean, sample standard deviation and the 95 % t interval of the mean. */
export function summarise(values: readonly number[]): Summary {
  const n = values.length;
  if (n === 0) throw new Error('A summary needs at least one value.');
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new Error(`A summary needs finite values, got ${bad}.`);
  const mean = computeMean(values);
  if (n === 1) return { n, mean, sd: null, interval: null };
  const sd = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (n - 1));
  const margin = (quantile(0.5 + confidenceLevel / 2, n - 1) * sd) / Math.sqrt(n);
  return { n, mean, sd, interval: { low: mean - margin, high: mean + margin } };
}

/** The mean, exact for equal values, so that a spread of zero stays zero. */
function computeMean(values: readonly number[]): number {
  const [first = 0] = values;
  return first + sum(values.map((value) => value - first)) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
