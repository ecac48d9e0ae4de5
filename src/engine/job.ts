import { assertNever } from '../shared/errors.ts';
import type { Job } from '../shared/spec/job.ts';
import type { JobContext, JobOutcome } from './jobs/context.ts';

/**
 * Runs one piece of work outside experiments. @throws AppError for what is wrong with its files.
 * Each kind is loaded when it is asked for: a look into a file should not wait for TensorFlow.
 */
export async function runJob(job: Job, context: JobContext): Promise<JobOutcome> {
  switch (job.kind) {
    case 'score':
      return (await import('./jobs/score.ts')).runScore(job, context);
    case 'generate':
      return (await import('./jobs/generate.ts')).runGenerate(job, context);
    case 'export-merged':
      (await import('./jobs/export.ts')).exportMerged(job);
      return 'completed';
    case 'export-stage':
      return (await import('./jobs/export.ts')).exportStage(job, context);
    case 'probe':
      return (await import('./jobs/probe.ts')).runProbe(job, context);
    case 'inspect-engine':
      (await import('./jobs/inspect-engine.ts')).inspectEngine(job);
      return 'completed';
    case 'inspect-dataset':
      (await import('./jobs/inspect-dataset.ts')).inspectDataset(job);
      return 'completed';
    case 'inspect-mix':
      (await import('./jobs/inspect-mix.ts')).inspectMix(job);
      return 'completed';
    case 'inspect-overlap':
      (await import('./jobs/inspect-overlap.ts')).inspectOverlap(job);
      return 'completed';
    case 'inspect-model':
      (await import('./jobs/inspect-model.ts')).inspectModel(job);
      return 'completed';
    case 'inspect-judge':
      (await import('./jobs/judge.ts')).inspectJudge(job);
      return 'completed';
    case 'judge':
      return (await import('./jobs/judge.ts')).runJudge(job, context);
    default:
      return assertNever(job);
  }
}
