// One measurement of our side: node bench/ours.ts '{"kind": ...}' prints one JSON line. Started by bench/main.ts.
import { measureDefenceAfterwards } from './ours/defend-afterwards.ts';
import { measureGeneration } from './ours/generate.ts';
import { measureLoad } from './ours/load.ts';
import { measureMatmul } from './ours/matmul.ts';
import { measureOverhead } from './ours/overhead.ts';
import { readPeakBytes } from './ours/timing.ts';
import { measureTraining } from './ours/train.ts';
import { type Job, type JobOf, jobSchema } from './sides/job.ts';

const job = jobSchema.parse(JSON.parse(process.argv[2] ?? ''));
const result = await measure(job);
process.stdout.write(`${JSON.stringify({ ...result, peakBytes: readPeakBytes() })}\n`);

function measure(wanted: JobOf<Job['kind']>): object | Promise<object> {
  switch (wanted.kind) {
    case 'train':
      return measureTraining(wanted);
    case 'defend-afterwards':
      return measureDefenceAfterwards(wanted);
    case 'generate':
      return measureGeneration(wanted);
    case 'load':
      return measureLoad(wanted);
    case 'matmul':
      return measureMatmul(wanted);
    case 'overhead':
      return measureOverhead(wanted);
  }
}
