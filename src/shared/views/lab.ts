import type { RunOrigin } from './bundle.ts';
import type { ErrorData } from '../errors.ts';
import type { Status } from '../events.ts';
import type { ExperimentSpec, RunSettings } from '../spec/experiment.ts';
import type { StageFile, StageKind } from '../spec/stage.ts';

/** Keys of the three stages of a run. */
export type RunStages = Readonly<Record<StageKind, string>>;

/** One cell of an experiment's grid before it is submitted. */
export interface PlannedRun {
  readonly runId: string;
  readonly arm: string;
  /** Dotted path → value of each `vary` axis; empty without `vary`. */
  readonly varied: Readonly<Record<string, unknown>>;
  /** All settings, parsed; paths as the spec has them, `{seed}` replaced. */
  readonly settings: RunSettings;
  readonly stages: RunStages;
}

export interface PlannedStage {
  readonly kind: StageKind;
  readonly file: StageFile;
  /** True when the store already has the result. */
  readonly isComplete: boolean;
}

export interface ExperimentView {
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly createdAtMs: number;
  readonly specPath: string;
  readonly spec: ExperimentSpec;
  readonly runCount: number;
  /** How many runs are in each status; statuses without runs are 0. */
  readonly runCounts: Readonly<Record<Status, number>>;
  /** The bundles that runs of it were imported from, the first imported first; empty where all are this data folder's own. */
  readonly origins: readonly RunOrigin[];
}

export interface RunView extends PlannedRun {
  readonly experimentId: string;
  /** Place in the experiment, from 0. */
  readonly position: number;
  /** False once the run was cancelled. */
  readonly isWanted: boolean;
  readonly status: Status;
  /** Start of the first of its stages and end of the last; a shared stage may have run before the experiment existed. */
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** Where it was imported from; null for a run of this data folder's own. */
  readonly origin: RunOrigin | null;
}

export interface StageProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** 0..1 over the whole stage. */
  readonly fraction: number;
  readonly remainingMs: number | null;
}

export interface StageView {
  readonly key: string;
  readonly kind: StageKind;
  readonly file: StageFile;
  /** Absolute path of the stage folder. */
  readonly folder: string;
  readonly status: Status;
  readonly statusAtMs: number;
  /** Why it failed, was cancelled or interrupted. */
  readonly error: ErrorData | null;
  /** 0 until a worker has started. */
  readonly attempt: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly resumedFromStep: number;
  readonly device: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly totals: Readonly<Record<string, number>>;
  readonly progress: StageProgress | null;
  /** Bytes of the kept checkpoints. */
  readonly sizeBytes: number;
}

/** One number of an evaluation, in percent, with its 95 % Wilson interval. */
export interface Score {
  readonly step: number;
  readonly metric: string;
  readonly judge: string;
  readonly judgeVersion: string;
  readonly successes: number;
  readonly n: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A kept model; `path` is relative to the stage folder. */
export interface Checkpoint {
  readonly step: number;
  readonly path: string;
  readonly sizeBytes: number;
}

/** A message of a worker, or a warning of the follower; `line` of `file` counts from 1. */
export interface LogLine {
  readonly file: 'events.jsonl' | 'samples.jsonl';
  readonly line: number;
  readonly atMs: number | null;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
}

/** One curve; `values[i]` belongs to `steps[i]` (optimizer steps, ascending), null is not-a-number. */
export interface MetricSeries {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}
