import type { Job } from '../../shared/spec/job.ts';

export function inspectModel(_job: Extract<Job, { kind: 'inspect-model' }>): void {}
