import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, CancelledError } from '../shared/errors.ts';
import { type StageEvent, stageEventSchema } from '../shared/events.ts';
import type { Job } from '../shared/spec/job.ts';
import type { LaunchWorker } from './supervise/launch-worker.ts';
import { type WorkerExit, WorkerProcess } from './supervise/worker-process.ts';
import { jobWorkerPath, trainWorkerPath } from './worker-paths.ts';

export interface WorkerJobOptions {
  readonly onEvent: (event: StageEvent) => void;
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  /** How long a cancelled worker may take before it is killed; default 60,000. */
  readonly cancelDeadlineMs?: number;
  /** How the process is started; pass `lab.launchWorker` where there is a lab. */
  readonly launchWorker?: LaunchWorker;
  /** The worker's entry file; default: src/worker/job.ts or train.ts. */
  readonly workerPath?: string;
}

/** What a worker does outside experiments: a job, or a training loop from a file whose results go to `outFolder`. */
export type WorkerJob =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'train'; readonly file: string; readonly outFolder: string };

/** Runs one job in a worker process. @throws AppError with the worker's reason, CancelledError after an abort, Error for a bug in the worker. */
export async function runWorkerJob(work: WorkerJob, options: WorkerJobOptions): Promise<void> {
  if (options.signal.aborted) throw new CancelledError();
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-job-'));
  try {
    await runIn(folder, work, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, work: WorkerJob, options: WorkerJobOptions): Promise<void> {
  const finished: Extract<StageEvent, { kind: 'finished' }>[] = [];
  const worker = new WorkerProcess({
    ...describeEntry(folder, work),
    ...(options.workerPath === undefined ? {} : { entry: options.workerPath }),
    environment: options.environment ?? {},
    logPath: join(folder, 'worker.log'),
    launch: options.launchWorker,
    onMessage: (message) => {
      const event = stageEventSchema.safeParse(message);
      if (!event.success) return;
      if (event.data.kind === 'finished') finished.push(event.data);
      else options.onEvent(event.data);
    },
  });
  const cancel = () => void worker.stop(options.cancelDeadlineMs ?? 60_000);
  options.signal.addEventListener('abort', cancel, { once: true });
  const exit = await worker.exited;
  options.signal.removeEventListener('abort', cancel);
  const outcome = finished.at(-1);
  if (outcome?.outcome === 'completed' && exit.code === 0) return;
  if (outcome?.outcome === 'failed') throw reviveError(outcome.error);
  if (options.signal.aborted || outcome?.outcome === 'cancelled') throw new CancelledError();
  throw new AppError('worker/crashed', `The worker failed: ${describeExit(exit)}`);
}

/** How a process ended, with what it wrote last, to follow a colon. */
export function describeExit(exit: WorkerExit): string {
  const how =
    exit.spawnError ??
    (exit.reason === null ? null : `it ${exit.reason}`) ??
    (exit.signal === null ? `it ended with exit code ${exit.code}` : `it was killed by ${exit.signal}`);
  return `${how}.${exit.logTail ? ` Its last output:\n${exit.logTail}` : ''}`;
}

function describeEntry(folder: string, work: WorkerJob): { entry: string; arguments: string[] } {
  if (work.kind === 'train') return { entry: trainWorkerPath, arguments: [work.file, work.outFolder] };
  const path = join(folder, 'job.json');
  writeFileSync(path, JSON.stringify(work.job));
  return { entry: jobWorkerPath, arguments: [path] };
}

/** The error that a worker told, as the class it was there. */
export function reviveError(error: { code: string; message: string; stack?: string | undefined } | undefined): Error {
  if (!error) return new AppError('worker/failed', 'The worker failed without a reason.');
  if (error.code !== 'bug') return new AppError(error.code, error.message);
  const bug = new Error(error.message);
  if (error.stack !== undefined) bug.stack = error.stack;
  return bug;
}
