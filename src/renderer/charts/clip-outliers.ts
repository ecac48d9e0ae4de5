import type { Range } from './series.ts';

export interface ClippedRange extends Range {
  /** Points beyond the range. */
  readonly outsideCount: number;
}

const lowShare = 0.05;
const highShare = 0.95;
const reach = 1.5;

/**
 * The range without outliers: the values between the 5th and the 95th percentile and up to one and a half times their
 * span beyond. Null where nothing lies outside, or where there is nothing.
 */
export function clipOutliers(values: readonly number[]): ClippedRange | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const low = pickPercentile(sorted, lowShare);
  const high = pickPercentile(sorted, highShare);
  const fence = (high - low) * reach;
  if (fence === 0) return null;
  const inside = sorted.filter((value) => value >= low - fence && value <= high + fence);
  const outsideCount = sorted.length - inside.length;
  const [min] = inside;
  const max = inside.at(-1);
  return outsideCount === 0 || min === undefined || max === undefined ? null : { min, max, outsideCount };
}

/** Linear between the two nearest of the sorted values, of which there is at least one. */
function pickPercentile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
