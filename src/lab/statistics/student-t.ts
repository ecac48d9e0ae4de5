import quantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval, Summary } from '../../shared/views/statistics.ts';

export type { Interval, Summary };

export const confidenceLevel = 0.95;

/** Values closer than this part of their size are equal but for rounding. */
const roundingShare = 1e-14;

/**
 * Summarises at least one finite value: mean m, sample standard deviation s = √(Σ(x − m)² / (n − 1)) and the 95 % t interval of the
 * mean, m ± t₀.₉₇₅(n − 1) · s / √n. `scale` is the size of the numbers that the values were computed from, where that is not their own.
 */
export function summarise(values: readonly number[], scale = largest(values)): Summary {
  const n = values.length;
  if (n === 0) throw new Error('A summary needs at least one value.');
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new Error(`A summary needs finite values, got ${bad}.`);
  const mean = computeMean(values);
  if (n === 1) return { n, mean, sd: null, interval: null };
  const isEqual = Math.max(...values) - Math.min(...values) <= roundingShare * scale;
  if (isEqual) return { n, mean, sd: 0, interval: { low: mean, high: mean } };
  const sd = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (n - 1));
  const margin = (quantile(0.5 + confidenceLevel / 2, n - 1) * sd) / Math.sqrt(n);
  return { n, mean, sd, interval: { low: mean - margin, high: mean + margin } };
}

/** The mean, exact for equal values, so that a spread of zero stays zero. */
function computeMean(values: readonly number[]): number {
  const [first = 0] = values;
  return first + sum(values.map((value) => value - first)) / values.length;
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
