import { measurementSchema } from './sides/job.ts';
import { runOurs, runReference } from './sides/run-side.ts';
import { median } from './statistics.ts';

/** GFLOP/s of a large float32 matrix product, in our runtime and in PyTorch. */
export interface MatmulRates {
  readonly ours: number;
  readonly reference: number;
}

const size = 2048;
const repeat = { warmup: 2, steps: 8 };

/** Each side twice, alternating; the faster block counts, because this is the ceiling. */
export async function measureMatmulRates(python: string, threads: number): Promise<MatmulRates> {
  const args = ['--size', size, '--warmup', repeat.warmup, '--steps', repeat.steps, '--threads', threads].map(String);
  const rates: MatmulRates[] = [];
  for (let round = 0; round < 2; round++) {
    const ours = await runOurs({ kind: 'matmul', size, ...repeat }, measurementSchema);
    const reference = await runReference(python, 'matmul.py', args, measurementSchema);
    rates.push({ ours: rateOf(ours.ms), reference: rateOf(reference.ms) });
  }
  return {
    ours: Math.max(...rates.map((rate) => rate.ours)),
    reference: Math.max(...rates.map((rate) => rate.reference)),
  };
}

function rateOf(ms: readonly number[]): number {
  return (2 * size ** 3) / median(ms) / 1e6;
}
