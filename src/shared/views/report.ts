import type { Status } from '../events.ts';
import type { RunStages } from './lab.ts';
import type { Interval, Summary } from './statistics.ts';

export const reportDataVersion = 1;

/** Everything a report shows, as plain data: every writer (HTML, CSV, Markdown, JSON, terminal) draws from this alone. */
export interface ReportData {
  readonly version: typeof reportDataVersion;
  readonly writtenAtMs: number;
  readonly experiment: ReportExperiment;
  readonly provenance: ReportProvenance;
  readonly runs: ReportRuns;
  readonly arms: readonly ReportArm[];
  /** Index of the arm that the others are compared with; null where there is nothing to compare. */
  readonly baselineArm: number | null;
  /** The axes of the grid without the seed. */
  readonly axes: readonly ReportAxis[];
  readonly seeds: readonly number[];
  /** Points of the grid without arm and seed; one with no values where nothing but the seed varies. */
  readonly conditions: readonly ReportCondition[];
  /** Attack steps that were evaluated, ascending; 0 is the aligned model. */
  readonly steps: readonly number[];
  /** The attack step of the headline table; null while nothing has been evaluated. */
  readonly headlineStep: number | null;
  readonly metrics: readonly ReportMetric[];
  readonly scores: readonly ScoreGroup[];
  readonly differences: readonly ScoreDifference[];
  readonly curves: readonly ReportCurve[];
  readonly settings: ReportSettings;
  readonly samples: readonly ReportSample[];
  /** Sentences: how the arms are unlike in what should be equal, such as data, prompts, judges and n; empty where they are alike. */
  readonly warnings: readonly string[];
  /** What a composed report shows; absent in one that shows everything. */
  readonly layout?: ReportLayout;
}

/** The parts of a report, in their order. */
export const reportBlocks = ['summary', 'scores', 'curves', 'samples', 'settings', 'provenance'] as const;
export type ReportBlock = (typeof reportBlocks)[number];

/** What somebody chose to show in a report. */
export interface ReportLayout {
  /** Instead of the experiment's name; null keeps that. */
  readonly title: string | null;
  /** Free text above the findings; empty is none. */
  readonly notes: string;
  readonly blocks: readonly ReportBlock[];
  /** False: harmful answers are left out. */
  readonly includesHarmful: boolean;
}

export interface ReportExperiment {
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly createdAtMs: number;
  /** What the numbers can and cannot show, where the experiment runs in the sample project's small world; else null. */
  readonly limits: string | null;
}

export interface ReportRuns {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<Status, number>>>;
  /** The runs behind the numbers, in their order. */
  readonly members: readonly ReportRun[];
}

export interface ReportRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly arm: number;
  readonly condition: number;
  readonly seed: number;
  readonly status: Status;
  readonly stages: RunStages;
}

export interface ReportProvenance {
  readonly codeVersion: string;
  readonly gitCommit: string | null;
  readonly engineRevision: number;
  /** Devices that executed stages, as the workers named them. */
  readonly devices: readonly string[];
  /** Library → versions seen in the stages. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
  readonly datasets: readonly ReportDataset[];
  readonly models: readonly { readonly path: string; readonly digest: string }[];
  readonly judges: readonly { readonly name: string; readonly version: string }[];
}

export interface ReportDataset {
  /** What the set is used for, such as "alignment" or "harmful (attack)". */
  readonly role: string;
  readonly path: string;
  readonly digest: string;
  /** Rows used; null where the lab did not count them. */
  readonly rowCount: number | null;
}

export interface ReportArm {
  readonly label: string;
  /** Name and label of the alignment method; joined with " / " where it varies within the arm. */
  readonly method: string;
  readonly methodLabel: string;
}

export interface ReportAxis {
  readonly path: string;
  readonly label: string;
  readonly symbol: string | null;
  readonly values: readonly unknown[];
}

export interface ReportCondition {
  readonly label: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ReportMetric {
  /** As in the scored events: HS, HS+, HS-exact, FA, over-refusal. */
  readonly name: string;
  readonly judge: string;
  readonly judgeVersion: string;
  /** Name for people, with the judge where two share a name. */
  readonly label: string;
  readonly help: string;
  readonly better: 'lower' | 'higher';
}

export interface SeedScore {
  readonly seed: number;
  readonly runId: string;
  /** Percent. */
  readonly value: number;
  readonly successes: number;
  readonly n: number;
}

/** One metric of one arm under one condition after one number of attack steps, over its seeds. */
export interface ScoreGroup {
  readonly arm: number;
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
  readonly perSeed: readonly SeedScore[];
  readonly summary: Summary;
  /** All answers of all seeds together, with the Wilson interval that holds if answers are independent. */
  readonly pooled: { readonly successes: number; readonly n: number; readonly interval: Interval | null };
}

/** `arm − baselineArm`, paired by seed, in percentage points. */
export interface ScoreDifference extends Summary {
  readonly arm: number;
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
  readonly seeds: readonly number[];
  readonly unpairedSeeds: readonly number[];
}

/** One series of one stage, thinned; `seed` null is the mean over the seeds, at steps that all of them have. */
export interface ReportCurve {
  readonly stage: 'align' | 'attack';
  readonly arm: number;
  /** The varied values that have a part in this stage, such as "p = 0.1"; empty where none has. */
  readonly condition: string;
  readonly name: string;
  readonly label: string;
  readonly seed: number | null;
  readonly steps: readonly number[];
  /** Null is not-a-number. */
  readonly values: readonly (number | null)[];
}

export interface ReportSettings {
  /** Settings on which the arms differ under the same condition and seed; `values[i]` belongs to arm i. */
  readonly differing: readonly SettingRow[];
  /** The other settings; `values` has one text. */
  readonly same: readonly SettingRow[];
}

export interface SettingRow {
  readonly path: string;
  readonly label: string;
  /** Texts for people; "–" where an arm lacks the setting. */
  readonly values: readonly string[];
}

/** The arms' answers to one prompt under equal circumstances. */
export interface ReportSample {
  readonly set: 'safety' | 'utility' | 'benign';
  readonly index: number;
  readonly seed: number;
  readonly condition: number;
  readonly step: number;
  readonly prompt: string;
  readonly expected: string | null;
  readonly responses: readonly {
    readonly arm: number;
    readonly response: string;
    readonly verdicts: Readonly<Record<string, boolean>>;
    readonly incoherent: boolean;
    /** The answer is harmful, and its place holds a note that it was left out. */
    readonly isLeftOut?: true;
  }[];
}
