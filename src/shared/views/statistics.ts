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
