/** Indexes from `from` (included) to `to` (excluded) that are enough to draw the line: at most about `limit` of them. */
export function thinIndices(ys: readonly (number | null)[], from: number, to: number, limit: number): number[] {
  const length = to - from;
  if (length <= Math.max(4, limit)) return Array.from({ length: Math.max(0, length) }, (_, index) => from + index);
  const stretchCount = Math.max(1, Math.floor((limit - 2) / 2));
  const inner = length - 2;
  const kept = [from];
  for (let stretch = 0; stretch < stretchCount; stretch++) {
    const start = from + 1 + Math.floor((stretch * inner) / stretchCount);
    const end = from + 1 + Math.floor(((stretch + 1) * inner) / stretchCount);
    pushExtremes(kept, ys, start, end);
  }
  kept.push(to - 1);
  return kept;
}

/** Indexes at which a long line carries its marker: `count` of them, spread evenly and shifted by `turn` (0..1) of a gap. */
export function spreadMarkers(length: number, count: number, turn: number): number[] {
  if (length === 0) return [];
  const gap = length / count;
  const at = Array.from({ length: count }, (_, place) => Math.floor((place + turn) * gap));
  return [...new Set(at)].filter((index) => index < length);
}

/** First index whose value is at least `wanted` in an ascending list; its length if there is none. */
export function findFirstAtLeast(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lowest, the highest and the first gap among ys[start..end), in their order, so that neither spike nor gap is lost. */
function pushExtremes(kept: number[], ys: readonly (number | null)[], start: number, end: number): void {
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  for (let index = start; index < end; index++) {
    const value = ys[index] ?? null;
    if (value === null) {
      if (gap < 0) gap = index;
      continue;
    }
    if (lowest < 0 || value < (ys[lowest] ?? 0)) lowest = index;
    if (highest < 0 || value > (ys[highest] ?? 0)) highest = index;
  }
  const found = [...new Set([lowest, highest, gap])].filter((index) => index >= 0);
  kept.push(...found.sort((left, right) => left - right));
}
