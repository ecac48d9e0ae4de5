import type { Curve } from './metric-chunks.ts';

/** Indexes of at most `maxPoints` points (at least 4): the first, the last, and each bucket's lowest and highest in their order, so that no spike is lost. */
export function chooseIndexes(curve: Curve, maxPoints: number): number[] {
  const { values } = curve;
  const length = values.length;
  const limit = Math.max(4, maxPoints);
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  const bucketCount = Math.floor((limit - 2) / 2);
  const inner = length - 2;
  const kept = [0];
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const from = 1 + Math.floor((bucket * inner) / bucketCount);
    const to = 1 + Math.floor(((bucket + 1) * inner) / bucketCount);
    keepExtremes(values, from, to, kept);
  }
  kept.push(length - 1);
  return kept;
}

/** Adds the lowest and highest of values[from..to); a curve that breaks off must show it, so not-a-number takes the place of the lowest. */
function keepExtremes(values: Float64Array, from: number, to: number, kept: number[]): void {
  let low = from;
  let high = from;
  for (let index = from; index < to; index += 1) {
    const value = values[index] ?? Number.NaN;
    const lowest = values[low] ?? Number.NaN;
    if (Number.isNaN(value) || value < lowest) low = Number.isNaN(lowest) ? low : index;
    if (value > (values[high] ?? Number.NaN) || Number.isNaN(values[high])) high = index;
  }
  if (low === high) kept.push(low);
  else kept.push(Math.min(low, high), Math.max(low, high));
}
