/**
 * Exponential moving average with weight `weight` (0..1) on the past, without the bias towards zero of its start: the
 * first point stays where it is. Gaps stay gaps and do not count.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let last = 0;
  let counted = 0;
  return values.map((value) => {
    if (value === null) return null;
    last = last * weight + (1 - weight) * value;
    counted += 1;
    return weight === 0 ? value : last / (1 - weight ** counted);
  });
}
