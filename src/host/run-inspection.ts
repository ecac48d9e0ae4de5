import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Job } from '../shared/spec/job.ts';
import { type LaunchWorker, runWorkerJob } from '../lab/index.ts';

type Inspection = Extract<Job, { kind: `inspect-${string}` }>;
/** An inspection without the place of its result, which is not the caller's business. */
export type InspectionRequest = Inspection extends infer Each
  ? Each extends Inspection
    ? Omit<Each, 'out'>
    : never
  : never;

/** How the worker is started (as lab.launchWorker does, where there is a lab), and what ends it early. */
export interface InspectionOptions {
  readonly launchWorker?: LaunchWorker;
  readonly signal: AbortSignal;
}

/**
 * Has a worker look into something and returns what it found: files from outside are read by the engine's own readers,
 * and never in the process that holds the lab. @throws AppError of the worker, CancelledError after an abort.
 */
export async function runInspection<Schema extends z.ZodType>(
  request: InspectionRequest,
  schema: Schema,
  { launchWorker, signal }: InspectionOptions,
): Promise<z.infer<Schema>> {
  const folder = await mkdtemp(join(tmpdir(), 'booster-lab-inspection-'));
  try {
    const out = join(folder, 'result.json');
    await runWorkerJob(
      { kind: 'job', job: { ...request, out } },
      { onEvent: () => undefined, signal, cancelDeadlineMs: 1000, ...(launchWorker && { launchWorker }) },
    );
    return schema.parse(JSON.parse(await readFile(out, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
