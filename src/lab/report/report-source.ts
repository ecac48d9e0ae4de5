import type { Sample, Status } from '../../shared/events.ts';
import type { VerdictColumns } from '../../store/index.ts';
import type { SampleOverrule } from '../types.ts';
import type { RowCategories } from './read-categories.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import type { JudgesView } from '../../shared/views/judging.ts';
import type { ReportMeasure, ReportProvenance } from '../../shared/views/report.ts';

/** What a report is built from: an experiment as recorded, with its numbers on request. */
export interface ReportSource {
  readonly experiment: {
    readonly id: string;
    readonly name: string;
    readonly notes: string;
    readonly createdAtMs: number;
  };
  /** The experiment's `vary`: dotted path → values, the seed included. */
  readonly axes: Readonly<Record<string, readonly unknown[]>>;
  readonly runs: readonly SourceRun[];
  /** Sentences about what was left out when the runs were put together. */
  readonly remarks?: readonly string[];
  readonly provenance: Omit<ReportProvenance, 'judges'>;
  /** Those of a run's evaluation, with its first judge's as HS. */
  readonly listScores: (evaluateKey: string, run: Pick<SourceRun, 'settings'>) => readonly SourceScore[];
  /** Every series of a stage, by name. */
  readonly listSeries: (stageKey: string) => readonly SourceSeries[];
  /** What every judge said at a step, and how they agree. */
  readonly viewJudges?: (step: number) => JudgesView;
  readonly listSamples: (evaluateKey: string, step: number) => readonly Sample[];
  /** The verdicts on the answers to a test set, in bulk. */
  readonly readVerdicts: (
    evaluateKey: string,
    place: { readonly set: Sample['set']; readonly step: number },
  ) => VerdictColumns;
  /** What persons said of its answers. */
  readonly listOverrules: (
    evaluateKey: string,
  ) => readonly Pick<SampleOverrule, 'step' | 'set' | 'index' | 'isHarmful'>[];
  /** Equal where two evaluations asked the same prompts of a test set. */
  readonly identifyPrompts: (evaluateKey: string, set: Sample['set']) => string;
  /** Categories of the rows of its safety test set; null where they have none. */
  readonly readCategories: (evaluateKey: string) => RowCategories | null;
  /** What its stages measured beside scores, by name, such as "align.seconds". */
  readonly listMeasures: (stages: SourceRun['stages']) => readonly SourceMeasure[];
}

export interface SourceMeasure extends ReportMeasure {
  readonly value: number;
}

export interface SourceRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly settings: RunSettings;
  readonly status: Status;
  readonly stages: { readonly align: string; readonly attack: string; readonly evaluate: string };
}

export interface SourceScore {
  readonly step: number;
  readonly metric: string;
  readonly judge: string;
  readonly judgeVersion: string;
  readonly successes: number;
  readonly n: number;
  readonly value: number;
}

export interface SourceSeries {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}
