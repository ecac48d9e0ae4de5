import type { Job } from '../../shared/spec/job.ts';

export function inspectDataset(_job: Extract<Job, { kind: 'inspect-dataset' }>): void {}
