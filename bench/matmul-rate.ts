import { measurementSchema } from './sides/job.ts';
import { runOurs, runReference } from './sides/run-side.ts';

/** GFLOP/s of a large float32 matrix product, in our runtime and in PyTorch. */
export interface MatmulRates {
  readonly ours: number;
  readonly reference: number;
}

const size = 2048;
const repeat = { warmup: 3, steps: 12 };

/** One block of each side. */
export async function measureMatmulRates(python: string, threads: number): Promise<MatmulRates> {
  const args = ['--size', size, '--warmup', repeat.warmup, '--steps', repeat.steps, '--threads', threads].map(String);
  const ours = await runOurs({ kind: 'matmul', size, ...repeat }, measurementSchema);
  const reference = await runReference(python, 'matmul.py', args, measurementSchema);
  return { ours: rateOf(ours.ms), reference: rateOf(reference.ms) };
}

/** The fastest of several blocks, because the rate is a ceiling. */
export function fastestRates(blocks: readonly MatmulRates[]): MatmulRates {
  return {
    ours: Math.max(...blocks.map(({ ours }) => ours)),
    reference: Math.max(...blocks.map(({ reference }) => reference)),
  };
}

function rateOf(ms: readonly number[]): number {
  return (2 * size ** 3) / Math.min(...ms) / 1e6;
}
