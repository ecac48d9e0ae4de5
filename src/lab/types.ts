import type { Overrule, Selection } from '../shared/contract/compare.ts';
import type { MarksChange, PurgePlan, QueueView, RunsTable } from '../shared/contract/runs.ts';
import type { StageCurves } from '../shared/contract/stages.ts';
import type { ErrorData } from '../shared/errors.ts';
import type { Sample, Status } from '../shared/events.ts';
import type { ExperimentSpec } from '../shared/spec/experiment.ts';
import type { Execution, StageFile, StageKind } from '../shared/spec/stage.ts';
import type { PassJudge } from '../shared/judging/judges.ts';
import type { JudgingPlan, JudgingState } from '../shared/views/judging.ts';
import type { JudgementRow, JudgeRow } from '../store/index.ts';
import type { ImportBundleOptions } from './bundle/import-bundle.ts';
import type { StagesForecast } from './forecast/index.ts';
import type { TriedPlan } from './plan/index.ts';
import type { VerdictColumns } from '../store/index.ts';
import type { LaunchWorker } from './supervise/launch-worker.ts';
import type { BorrowSlot } from './supervise/slot-loans.ts';
import type { ImportedBundle } from '../shared/views/bundle.ts';
import type {
  Checkpoint,
  ExperimentView,
  LogLine,
  MetricSeries,
  PlannedRun,
  PlannedStage,
  RunStages,
  RunView,
  Score,
  StageProgress,
  StageView,
} from '../shared/views/lab.ts';

/** What a spec file means, before anything is written. */
export interface ExperimentPlan {
  /** Made of the name and the stage keys, so the same spec and data give the same experiment. */
  readonly id: string;
  /** Absolute path of the spec file. */
  readonly specPath: string;
  readonly spec: ExperimentSpec;
  readonly runs: readonly PlannedRun[];
  /** Each distinct stage once, upstream before downstream. */
  readonly stages: readonly PlannedStage[];
  readonly completeStageCount: number;
}

export type { StagesForecast } from './forecast/index.ts';
export type { TriedPlan } from './plan/index.ts';
export type {
  Checkpoint,
  ExperimentView,
  LogLine,
  MetricSeries,
  PlannedRun,
  PlannedStage,
  RunStages,
  RunView,
  Score,
  StageProgress,
  StageView,
};

export interface SampleQuery {
  readonly set?: Sample['set'];
  readonly step?: number;
  readonly limit?: number;
  readonly offset?: number;
}

export interface MetricQuery {
  /** All names when absent. */
  readonly names?: readonly string[];
  /** Thins each curve to at most this many points, keeping first, last and extremes. */
  readonly maxPoints?: number;
}

/** Curves of many stages. */
export interface CurveQuery extends MetricQuery {
  /** Only points after this step. */
  readonly afterStep?: number;
}

/** What happened, told after it was stored. */
export type LabEvent =
  | {
      readonly kind: 'stage.moved';
      readonly key: string;
      readonly stageKind: StageKind;
      readonly status: Status;
      readonly error: ErrorData | null;
    }
  | ({ readonly kind: 'stage.progressed'; readonly key: string } & StageProgress)
  | { readonly kind: 'stage.logged'; readonly key: string; readonly level: LogLine['level']; readonly message: string }
  | { readonly kind: 'stage.scored'; readonly key: string; readonly score: Score }
  /** New points or samples are stored; told at most four times a second. */
  | { readonly kind: 'stage.grew'; readonly key: string; readonly what: readonly ('curves' | 'samples' | 'scores')[] }
  | { readonly kind: 'run.moved'; readonly runId: string; readonly experimentId: string; readonly status: Status }
  /** What runs there are, or their marks. */
  | { readonly kind: 'runs.changed' }
  /** Order, holds, or whether the queue is paused. */
  | { readonly kind: 'queue.changed' }
  /** How far the judge pass is, or how it ended. */
  | { readonly kind: 'judging.moved'; readonly state: JudgingState }
  /** Nothing can be recorded at present, such as on a full disk, and why; null when it is over. */
  | { readonly kind: 'lab.troubled'; readonly message: string | null }
  /** A bug: nothing new is started until the lab is opened again. */
  | { readonly kind: 'lab.failed'; readonly error: unknown; readonly message: string };

export type LabListener = (event: LabEvent) => void;

/** One answer of an evaluation. */
export interface SamplePlace {
  readonly step: number;
  readonly set: Sample['set'];
  readonly index: number;
}

/** A person's verdict on one answer, beside those of the judges. */
export interface SampleOverrule extends SamplePlace, Overrule {}

/** What the lab does now. */
export interface LabActivity {
  /** Stages that have a worker. */
  readonly runningCount: number;
  /** 0..1 over every stage of the experiments that are not finished; null when nothing runs. */
  readonly fraction: number | null;
}

/** Reads of a data folder; every answer comes from SQLite. */
export interface LabQueries {
  readonly dataFolder: string;
  /** Oldest first. */
  listExperiments(): ExperimentView[];
  /** @throws AppError lab/no-experiment, naming the ones there are. `id` may be a unique beginning or "last". */
  getExperiment(id: string): ExperimentView;
  /** Cheap enough to be asked every second. */
  getActivity(): LabActivity;
  listRuns(experimentId: string): RunView[];
  /** Ids of the runs that a person has put into the trash. */
  listTrashedRunIds(experimentId: string): string[];
  /** All runs of all experiments with settings, last scores and last values of curves. */
  getRunsTable(): RunsTable;
  /** What deleting runs for good would do. @throws AppError lab/no-run. */
  planPurge(runIds: readonly string[]): PurgePlan;
  /** Each stage of the experiment once, in queue order. */
  listStages(experimentId: string): StageView[];
  /** @throws AppError lab/no-stage. `key` may be a unique beginning. */
  getStage(key: string): StageView;
  getMetrics(stageKey: string, query?: MetricQuery): MetricSeries[];
  /** Curves with what is needed to draw them over epochs, samples or time; a key that is not there has none. */
  getCurves(stageKeys: readonly string[], query?: CurveQuery): StageCurves[];
  /** The last value of each curve; null is not-a-number. */
  listLastValues(stageKey: string): { name: string; value: number | null }[];
  listRunsOfStage(stageKey: string): { runId: string; experimentId: string; arm: string }[];
  getScores(stageKey: string): Score[];
  listSamples(stageKey: string, query?: SampleQuery): Sample[];
  /** The verdicts on a set's answers at a step without the answers, by index. */
  listVerdicts(
    stageKey: string,
    query: { readonly set: Sample['set']; readonly step: number },
  ): { index: number; verdicts: Sample['verdicts'] }[];
  /** The same in columns, for comparing thousands of runs. */
  readVerdicts(stageKey: string, query: { readonly set: Sample['set']; readonly step: number }): VerdictColumns;
  countSamples(stageKey: string, query?: Pick<SampleQuery, 'set' | 'step'>): number;
  /** The verdicts of people on the answers of a stage, by step, set and index. */
  listOverrules(stageKey: string): SampleOverrule[];
  /** The judges that were asked about a stage's answers after the evaluation. */
  listJudges(stageKey: string): JudgeRow[];
  /** What they said, by judge id, then step and index; of one step, or of all with null. */
  listJudgements(stageKey: string, step: number | null): ReadonlyMap<string, readonly JudgementRow[]>;
  listCheckpoints(stageKey: string): Checkpoint[];
  listLogs(stageKey: string): LogLine[];
  /** The last `limit` messages that contain a text, and how many there are. */
  searchLogs(
    stageKey: string,
    query: { readonly search: string; readonly limit: number },
  ): { lines: LogLine[]; total: number };
  /** Models and data files that were read for a plan or an import, by absolute path. */
  listKnownInputs(): string[];
  /** Reads a spec file and says what it would run. Writes nothing but the cache of file digests. */
  plan(specPath: string): Promise<ExperimentPlan>;
  /** Plans a spec that is not a file yet and lists everything that keeps it from running; `isKnown`: it was submitted before. Relative paths start from `folder`. */
  tryPlan(spec: unknown, folder: string): Promise<TriedPlan & { readonly isKnown: boolean }>;
  /** What stages, in queue order, are expected to take on this machine; those that are complete in the store cost nothing. */
  forecast(stages: readonly StageFile[], slots: number): StagesForecast;
}

/** Which answers are judged, and by whom. */
export interface JudgingRequest {
  readonly selection: Selection;
  readonly judge: PassJudge;
  /** For an endpoint; kept nowhere. */
  readonly token?: string | null;
}

export interface JudgingResult {
  readonly plan: JudgingPlan;
  /** Questions that were put to the judge. */
  readonly askedCount: number;
  /** Questions that an endpoint could not be reached for; the same pass asks them again. */
  readonly failedCount: number;
}

/** What is cancelled, resumed or retried: a whole experiment or one of its runs. */
export type Target = { readonly experimentId: string } | { readonly runId: string };

export interface LabOptions {
  readonly dataFolder: string;
  /** Workers at a time; default: the number of GPUs, without any the number of CPU cores. */
  readonly slots?: number;
  /** Path of the stage worker's entry file; default: src/worker/stage.ts. */
  readonly workerPath?: string;
  /** How worker processes are started; default: as child processes of Node. */
  readonly launchWorker?: LaunchWorker;
  /** Added to each worker's environment. */
  readonly workerEnvironment?: Readonly<Record<string, string>>;
  /** How long a cancelled worker may take before it is killed; default 60,000. */
  readonly cancelDeadlineMs?: number;
}

export interface SubmitOptions {
  readonly execution?: Partial<Execution>;
}

/** An open data folder that may run things; only one at a time per folder. */
export interface Lab extends LabQueries {
  readonly slots: number;
  /** For workers that run beside the queue, such as those of `runWorkerJob`. */
  readonly launchWorker: LaunchWorker;
  /** Waits for a slot of the queue, for a worker outside it: the next that gets free, before any stage. */
  readonly borrowSlot: BorrowSlot;
  /** Sentences about what was found or mended when the lab was opened, and what keeps it from recording at present. */
  readonly warnings: readonly string[];
  /** Plans the file, writes experiment and stage folders, queues what is not complete. The same spec again resumes the same experiment. */
  submit(specPath: string, options?: SubmitOptions): Promise<ExperimentView>;
  /** Starts working through the queue: everything, or these experiments only. Nothing runs before this call. */
  start(options?: { readonly experimentIds?: readonly string[] }): void;
  /** Resolves when no run of the experiment can move any more without the user, or the lab stops. */
  waitForExperiment(experimentId: string): Promise<ExperimentView>;
  /** Cancels; stages that another run still needs go on. Resolves when the workers have stopped. */
  cancel(targets: Target | readonly Target[]): Promise<void>;
  /** Queues cancelled and interrupted stages again; they go on from their last checkpoint. Returns how many. */
  resume(targets: Target | readonly Target[]): number;
  /** Queues failed stages again. Returns how many. */
  retry(targets: Target | readonly Target[]): number;
  /** What runs and waits, in the order of execution. */
  getQueue(): QueueView;
  /** Puts runs, in the given order, before another one; null is the end. @throws AppError lab/no-run, lab/not-queued. */
  moveRuns(runIds: readonly string[], before: string | null): void;
  /** Held runs are passed over when the next stage is chosen; what runs of them goes on. @throws AppError lab/no-run. */
  holdRuns(runIds: readonly string[], isHeld: boolean): void;
  /** Nothing new is started while the queue is paused, also after the lab was opened again. */
  pauseQueue(isPaused: boolean): void;
  /** Changes tags, notes, star, archive or trash of runs; nothing is started of runs in the trash. @throws AppError lab/no-run. */
  markRuns(runIds: readonly string[], change: MarksChange): void;
  /**
   * Deletes runs that are in the trash for good, with the stage folders that no other run needs; resolves with the bytes that
   * this freed. @throws AppError lab/no-run, lab/not-trashed, lab/run-active.
   */
  purgeRuns(runIds: readonly string[]): Promise<{ readonly freedBytes: number }>;
  /** Sets a person's verdict on an answer, or takes it back with null. @throws AppError lab/no-stage, lab/no-sample. */
  overruleSample(
    place: SamplePlace & {
      readonly stageKey: string;
      readonly verdict: Pick<Overrule, 'isHarmful' | 'note'> | null;
    },
  ): void;
  /** What a judge pass would do. Writes nothing. @throws AppError judge/..., model/..., lab/no-run. */
  planJudging(request: JudgingRequest, signal?: AbortSignal): Promise<JudgingPlan>;
  /**
   * Judges stored answers again, without generating; one pass at a time. Resolves when it has ended and its verdicts are stored; a
   * pass that was stopped goes on where it was. The network is used by the judge `endpoint` alone. @throws AppError judge/..., CancelledError.
   */
  judge(request: JudgingRequest): Promise<JudgingResult>;
  getJudging(): JudgingState;
  /** Stops the pass that runs; resolves when it has ended. */
  cancelJudging(): Promise<void>;
  /** Decides by another threshold, from the stored scores. Returns how many evaluations have the judge. @throws AppError judge/unknown. */
  setJudgeThreshold(selection: Selection, judgeId: string, threshold: number): number;
  /** Adds the runs of a bundle that are not here yet; what is here stays as it is. @throws AppError bundle/..., CancelledError. */
  importBundle(path: string, options?: ImportBundleOptions): Promise<ImportedBundle>;
  /** Calls the listener after each stored change, until the returned function is called. */
  subscribe(listener: LabListener): () => void;
  /** Stops all workers resumably (killed after the deadline, default 60,000), then closes the store. Safe to call twice. */
  stop(options?: { readonly deadlineMs?: number }): Promise<void>;
}
