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

/** McNemar's test of two treatments of the same items. */
export interface McNemar {
  /** How p was found: the exact binomial test while few pairs disagree, else χ² with continuity correction. */
  readonly method: 'exact' | 'chi-square';
  /** The smaller count of the pairs that disagree (exact), else the χ² value with one degree of freedom. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
}

/** How two arms answered the same prompts with the same seeds; "flagged" is what the metric counts, such as harmful for HS. */
export interface PairedCounts {
  /** Both answers are flagged. */
  readonly both: number;
  readonly onlyBaseline: number;
  readonly onlyArm: number;
  readonly neither: number;
  readonly mcNemar: McNemar;
}

/** A percentile interval by resampling. */
export interface BootstrapInterval extends Interval {
  readonly resamples: number;
  /** Of the generator that drew the resamples. */
  readonly seed: number;
}
