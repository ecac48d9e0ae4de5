import type { Job } from '../shared/spec/job.ts';
import type { StageEvent } from '../shared/events.ts';
import type { Lab, LabOptions, LabQueries, Target } from './types.ts';

export type * from './types.ts';

/** Opens a data folder for running: takes its lock, migrates, indexes what the folders hold. @throws AppError lab/locked. */
export declare function openLab(options: LabOptions): Promise<Lab>;

/** Opens a data folder for reading beside a running lab; call `close` when done. @throws AppError lab/no-data-folder. */
export declare function openLabReader(dataFolder: string): LabQueries & { close(): void };

/** Asks the lab that has the folder open, in whatever process, to cancel. False if no lab has it open: then open it and cancel. */
export declare function requestCancel(dataFolder: string, target: Target): boolean;

/** Drops the index and recreates it from the folders. @throws AppError lab/locked. */
export declare function rebuildLab(dataFolder: string): Promise<{ experiments: number; runs: number; stages: number }>;

export interface WorkerJobOptions {
  readonly onEvent: (event: StageEvent) => void;
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cancelDeadlineMs?: number;
  readonly workerPath?: string;
}

/** What a worker does outside experiments: a job, or a training loop from a file whose results go to `outFolder`. */
export type WorkerJob =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'train'; readonly file: string; readonly outFolder: string };

/** Runs one job in a worker process. @throws AppError with the worker's reason, CancelledError after an abort. */
export declare function runWorkerJob(work: WorkerJob, options: WorkerJobOptions): Promise<void>;
