import type { Interval } from '../views/statistics.ts';

/** What a pivot table is asked for. */
export interface PivotChoice {
  /** "arm", "method", or the dotted path of a setting that varies. */
  readonly rows: string;
  /** The same; null is one column. */
  readonly columns: string | null;
  /** Name of a metric, such as "HS", or of a measure, such as "align.seconds". */
  readonly metric: string;
  /** Attack steps after which a metric was scored; absent is the headline step. */
  readonly step?: number;
  /** Fixed values by dimension, such as `{ arm: 'Booster', 'attack.p': 0.1 }`. */
  readonly where?: Readonly<Record<string, unknown>>;
}

/** A table of one metric by two dimensions; every encoder (LaTeX, Markdown, CSV, TSV, JSON) and the window draw from this alone. */
export interface Pivot {
  readonly metric: {
    readonly name: string;
    readonly label: string;
    /** "%" for scores; null where there is none. */
    readonly unit: string | null;
    /** Null where neither end is better, as for a loss. */
    readonly better: 'lower' | 'higher' | null;
  };
  readonly rowLabel: string;
  readonly columnLabel: string | null;
  readonly columns: readonly PivotHead[];
  readonly rows: readonly (PivotHead & {
    /** In the order of the columns; null where no run was measured, or runs that differ in more than the seed fell together. */
    readonly cells: readonly (PivotCell | null)[];
  })[];
  /** What is held fixed, in words, such as "after 300 attack steps" and "p = 0.1". */
  readonly fixed: readonly string[];
  /** Sentences to print below the table: what ± and bold mean, and what could not be put into one cell. */
  readonly notes: readonly string[];
}

export interface PivotHead {
  readonly value: unknown;
  readonly label: string;
}

/** The runs at one row and column, one per seed. */
export interface PivotCell {
  readonly n: number;
  readonly mean: number;
  readonly sd: number | null;
  /** 95 % t interval over seeds; null for one seed. */
  readonly interval: Interval | null;
  /** Better than every other cell of its column, with intervals that do not touch. */
  readonly isBest: boolean;
}
