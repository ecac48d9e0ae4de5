export interface Curve {
  readonly steps: readonly number[];
  /** Null is not-a-number. */
  readonly values: readonly (number | null)[];
}

/**
 * At most `limit` (≥ 4) points of a curve: its first and last and, of each stretch between, the lowest and the highest in
 * their order, so that no spike is lost. Where a stretch holds a null, its first null stands in for the lowest.
 */
export function thinCurve(curve: Curve, limit: number): Curve {
  const length = curve.steps.length;
  if (length <= limit) return curve;
  const stretchCount = Math.floor((limit - 2) / 2);
  const inner = length - 2;
  const kept = [0];
  for (let stretch = 0; stretch < stretchCount; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretchCount);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretchCount);
    kept.push(...findExtremes(curve.values, from, to));
  }
  kept.push(length - 1);
  return {
    steps: kept.map((index) => curve.steps[index] ?? 0),
    values: kept.map((index) => curve.values[index] ?? null),
  };
}

/** Indexes of the extremes among values[from..to), ascending; from < to. */
function findExtremes(values: readonly (number | null)[], from: number, to: number): number[] {
  const read = (index: number): number => values[index] ?? Number.NEGATIVE_INFINITY;
  let lowest = from;
  let highest = from;
  for (let index = from + 1; index < to; index++) {
    if (read(index) < read(lowest)) lowest = index;
    if (read(index) > read(highest)) highest = index;
  }
  if (lowest === highest) return [lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}
