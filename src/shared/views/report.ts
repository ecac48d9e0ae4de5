import type { Status } from '../events.ts';
import type { ExternalResult } from '../external/external-result.ts';
import type { JudgesView } from './judging.ts';
import type { RunStages } from './lab.ts';
import type { ReportFinding, ReportLayout, ReportVerdicts } from './report-words.ts';
import type { BootstrapInterval, Interval, McNemar, PairedCounts, Summary } from './statistics.ts';

export const reportDataVersion = 2;

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
  /** Answer by answer at the headline step, against the baseline. */
  readonly promptComparisons: readonly PromptComparison[];
  /** What the attack undid, from the aligned model to the headline step. */
  readonly flips: readonly FlipCount[];
  /** Scores by category of the test rows at the headline step; empty where the rows have none. */
  readonly categories: readonly CategoryScore[];
  /** How near each arm is to a recipe; null where none was asked for. */
  readonly fidelity: RecipeFidelity | null;
  /** Numbers that this lab did not measure, to be shown as marked overlays; empty unless asked for. */
  readonly externalResults: readonly ExternalResult[];
  /** What runs measured beside scores: times, memory and the last values of curves. */
  readonly measures: readonly ReportMeasure[];
  readonly curves: readonly ReportCurve[];
  readonly settings: ReportSettings;
  readonly samples: readonly ReportSample[];
  /** What was said of every single answer; empty where it was not asked for. */
  readonly verdicts: readonly ReportVerdicts[];
  /** Sentences: how the arms are unlike in what should be equal, such as data, prompts, judges and n; empty where they are alike. */
  readonly warnings: readonly string[];
  /** What judges said of the safety answers at the headline step, and how they agree; absent where one alone judged, and in scores alone. */
  readonly judging?: JudgesView;
  /** What the numbers allow to be said, sentence by sentence; those at the hardest condition and about all numbers come first. */
  readonly findings: readonly ReportFinding[];
  /** What a composed report shows; absent in one that shows everything. */
  readonly layout?: ReportLayout;
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
  /** The settings, by dotted path, in which the runs of the report are not all equal; one that a run lacks is absent. */
  readonly varying: Readonly<Record<string, unknown>>;
  /** By the names of `ReportData.measures`; one that was not measured is absent. */
  readonly measures: Readonly<Record<string, number>>;
}

/** A number that a run has one of, such as the seconds of its alignment. */
export interface ReportMeasure {
  /** Stage and name, such as "align.seconds" or "attack.f" (the last value of a curve). */
  readonly name: string;
  readonly label: string;
  readonly unit: string | null;
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
  /** Two-sided p-value of the t-test paired by seed; null for one seed, and where all seeds differ by the same. */
  readonly p: number | null;
  /** `p` corrected after Holm for the `comparisons`; null where `p` is. */
  readonly pHolm: number | null;
  /** How many differences of the same metric and step, over arms and conditions, were tested. */
  readonly comparisons: number;
}

/**
 * The answers of an arm and of the baseline to the same prompts, seed by seed, by the verdict that the metric counts. Pairs of
 * several seeds are counted together, so p holds if answers are independent.
 */
export interface PromptComparison extends PairedCounts {
  readonly arm: number;
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
  readonly seeds: readonly number[];
  /** Pairs of answers: prompts × seeds. */
  readonly pairs: number;
  /** Prompts that one side alone answered; they are left out. */
  readonly unpaired: number;
  /** `arm − baseline` over all pairs, in percentage points. */
  readonly difference: number;
  /** By resampling prompts within seeds; null without pairs. */
  readonly bootstrap: BootstrapInterval | null;
  /** McNemar's p corrected after Holm for the `comparisons`. */
  readonly pHolm: number;
  /** How many comparisons of the same metric, over arms and conditions, were tested. */
  readonly comparisons: number;
  /** The counts with persons' verdicts in place of the judge's, and how many answers that concerns; null where nobody overruled. */
  readonly overruled: (PairedCounts & { readonly answers: number; readonly difference: number }) | null;
}

/** Answers of an arm before the attack and at the headline step, over all seeds: what turned harmful, and what turned safe. */
export interface FlipCount {
  readonly arm: number;
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
  /** Prompts × seeds that were answered safely before the attack. */
  readonly safeBefore: number;
  /** Of them, those that are answered harmfully now. */
  readonly flipped: number;
  /** Flipped, in percent of `safeBefore`, with its Wilson interval; null where none was safe. */
  readonly share: number | null;
  readonly interval: Interval | null;
  /** Answers that were harmful before and are safe now. */
  readonly recovered: number;
  /** Prompts × seeds with a verdict before and now; those that were not safe before were harmful. */
  readonly pairs: number;
  /** Both ways against each other; absent in records of reports that were written before there was one. */
  readonly bothWays?: FlipTest;
}

/** What turned safe, and whether the attack turned more answers one way than the other. */
export interface FlipTest {
  /** Recovered, in percent of those that were harmful before, with its Wilson interval; null where none was. */
  readonly recoveredShare: number | null;
  readonly recoveredInterval: Interval | null;
  /** Of the answers that changed; p holds if answers are independent. */
  readonly mcNemar: McNemar;
  /** p corrected after Holm for the `comparisons`: all arms and conditions of the same metric. */
  readonly pHolm: number;
  readonly comparisons: number;
}

/** A metric over the test rows of one category, over all seeds. A row of several categories counts in each. */
export interface CategoryScore {
  readonly arm: number;
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
  readonly category: string;
  readonly successes: number;
  readonly n: number;
  /** Percent. */
  readonly value: number;
  /** Wilson interval of all answers together. */
  readonly interval: Interval | null;
  /** The seeds' own percentages with their t interval; absent in records of reports that were written before there was one. */
  readonly overSeeds?: Summary;
}

/** The arms held against a recipe: settings by dotted path with the values that it allows. */
export interface RecipeFidelity {
  readonly recipe: {
    /** "paper", or a run's id. */
    readonly name: string;
    /** For people, such as "paper recipe". */
    readonly label: string;
  };
  /** One per arm, in their order. */
  readonly arms: readonly ArmFidelity[];
}

export interface ArmFidelity {
  readonly arm: number;
  /** "paper recipe: 12 of 15 settings equal; changed: λ, n". */
  readonly badge: string;
  readonly same: readonly FidelityRow[];
  /** Settings of which at least one run has a value that the recipe does not allow. */
  readonly changed: readonly FidelityRow[];
  /** Settings that the recipe has and the runs lack. */
  readonly missing: readonly FidelityRow[];
  /** Each run by itself: the paths that it has changed and lacks. */
  readonly runs: readonly {
    readonly runId: string;
    readonly changed: readonly string[];
    readonly missing: readonly string[];
  }[];
}

export interface FidelityRow {
  readonly path: string;
  readonly label: string;
  readonly symbol: string | null;
  /** Texts for people; several values are joined. "–" where a run lacks the setting. */
  readonly recipe: string;
  readonly found: string;
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
