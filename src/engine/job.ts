import { assertNever } from '../shared/errors.ts';
import type { Job } from '../shared/spec/job.ts';
import type { JobContext, JobOutcome } from './jobs/context.ts';
import { exportMerged, exportStage } from './jobs/export.ts';
import { runGenerate } from './jobs/generate.ts';
import { runScore } from './jobs/score.ts';

/** Runs one piece of work outside experiments. @throws AppError for what is wrong with its files. */
export async function runJob(job: Job, context: JobContext): Promise<JobOutcome> {
  switch (job.kind) {
    case 'score':
      return runScore(job, context);
    case 'generate':
      return runGenerate(job, context);
    case 'export-merged':
      exportMerged(job);
      return 'completed';
    case 'export-stage':
      exportStage(job);
      return 'completed';
    default:
      return assertNever(job);
  }
}
