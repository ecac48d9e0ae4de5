/** Bounds of a proportion, both in 0..1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The Wilson score interval of `successes` out of `n` (n >= 1); `z` is the normal quantile, by default that of 95 %. */
export function wilson(successes: number, n: number, z = 1.959964): Interval {
  if (!(n >= 1 && successes >= 0 && successes <= n)) throw new Error(`No proportion of ${successes} in ${n}.`);
  const share = successes / n;
  const square = (z * z) / n;
  const centre = share + square / 2;
  const reach = z * Math.sqrt((share * (1 - share)) / n + square / n / 4);
  // At the ends the formula gives exactly 0 and 1; rounding must not push a bound past them.
  const low = successes === 0 ? 0 : Math.max(0, (centre - reach) / (1 + square));
  const high = successes === n ? 1 : Math.min(1, (centre + reach) / (1 + square));
  return { low, high };
}
