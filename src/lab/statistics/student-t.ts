import quantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval, Summary } from '../../shared/views/statistics.ts';

export type { Interval, Summary };

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
