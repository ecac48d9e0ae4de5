import { labelSetting, settingInfoByPath } from '../settings/describe.ts';
import type { ReportData } from '../views/report.ts';
import type { Interval } from '../views/statistics.ts';

/** A dimension or a metric of a pivot, for choosing. */
export interface PivotOption {
  readonly name: string;
  readonly label: string;
}

/** What a pivot can have as rows and columns: arms, methods, attack steps, and every setting that varies but files and the seed. */
export function listPivotDimensions(data: ReportData): PivotOption[] {
  const axes = data.axes.filter((axis) => axis.values.length > 1).map((axis) => axis.path);
  const varying = data.runs.members.flatMap((member) => Object.keys(member.varying));
  const paths = [...new Set([...axes, ...varying])].filter((path) => path !== 'seed' && !path.endsWith('.path'));
  return [
    { name: 'arm', label: 'Arm' },
    { name: 'method', label: 'Method' },
    ...(data.steps.length > 1 ? [{ name: 'step', label: 'Attack steps' }] : []),
    ...paths.map((path) => ({ name: path, label: nameDimension(path) })),
  ];
}

/** What the cells of a pivot can hold: every metric, and every measure of a run. */
export function listPivotMetrics(data: ReportData): PivotOption[] {
  return [
    ...data.metrics.map(({ label }) => ({ name: label, label: `${label} (%)` })),
    ...data.measures.map(({ name, label, unit }) => ({ name, label: unit === null ? label : `${label} (${unit})` })),
  ];
}

function nameDimension(path: string): string {
  const symbol = settingInfoByPath.get(path)?.symbol;
  return symbol === undefined ? labelSetting(path) : `${symbol}, ${labelSetting(path)}`;
}

/** What a pivot table is asked for. */
export interface PivotChoice {
  /** "arm", "method", "step" (attack steps), or the dotted path of a setting that varies. */
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
