import type { Job } from '../../shared/spec/job.ts';
import type { EngineFacts } from '../../shared/spec/inspection.ts';
import { loadNative } from '../runtime/native.ts';
import { writeResult } from './write-result.ts';

/** Loads TensorFlow as a training run would, and writes its version and device. @throws AppError engine/not-installed. */
export function inspectEngine(job: Extract<Job, { kind: 'inspect-engine' }>): void {
  const native = loadNative();
  const facts: EngineFacts = { device: native.isUsingGpuDevice() ? 'gpu' : 'cpu', tensorflow: native.TF_Version };
  writeResult(job.out, facts);
}
