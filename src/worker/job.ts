import { readFileSync } from 'node:fs';
import { AppError } from '../shared/errors.ts';
import { type Job, jobSchema } from '../shared/spec/job.ts';
import { runJob } from '../engine/job.ts';
import { runAndReport } from './run-and-report.ts';

await runAndReport(async (context) => runJob(readJob(process.argv[2]), context));

function readJob(path: string | undefined): Job {
  if (path === undefined) throw new AppError('worker/usage', 'Usage: node src/worker/job.ts JOB_FILE');
  const parsed = jobSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    'worker/bad-job',
    `The job is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
  );
}
