import { createCompiledExecutor } from '../../src/engine/runtime/compiled-executor.ts';
import { tf } from '../../src/engine/runtime/tf.ts';
import type { JobOf, Measurement } from '../sides/job.ts';
import { timeSteps } from './timing.ts';

/** Products of two square matrices that stay in the session, as weights do: the rate that a step could reach at most. */
export async function measureMatmul(job: JobOf<'matmul'>): Promise<Omit<Measurement, 'peakBytes'>> {
  const shape = [job.size, job.size];
  const executor = createCompiledExecutor({
    variables: ['left', 'right', 'product'].map((name) => ({ name, shape, storage: 'float32' })),
    functions: [
      {
        name: 'multiply',
        inputs: {},
        build(scope) {
          const product = tf.matMul(scope.read('left'), scope.read('right'));
          scope.assign('product', product);
          return { corner: tf.slice(product, [0, 0], [1, 1]) };
        },
      },
    ],
  });
  const values = (): Float32Array => Float32Array.from({ length: job.size ** 2 }, () => Math.random() - 0.5);
  executor.write(
    new Map([
      ['left', values()],
      ['right', values()],
      ['product', values()],
    ]),
  );
  const times = await timeSteps(job, () => executor.call('multiply', {}));
  return times;
}
