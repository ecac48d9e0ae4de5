// Runs a few training steps and prints a hash of all that they changed; takes the compile cache's folder.
import { createHash } from 'node:crypto';
import { createCompiledExecutor } from '../../../../src/engine/runtime/compiled-executor.ts';
import { smallTraining, startValues, stepInputs } from './small-training.ts';

const compileCacheFolder = process.argv[2];
const training = smallTraining();
const executor = createCompiledExecutor(training.program, compileCacheFolder ? { compileCacheFolder } : {});
executor.write(startValues(training));
const hash = createHash('sha256');
for (let step = 0; step < 6; step++) {
  const { metrics } = executor.call('step0', stepInputs(step));
  hash.update(Buffer.from(metrics.buffer));
}
for (const values of executor.read([...training.trained, ...training.optimizer].map(({ name }) => name)).values())
  hash.update(Buffer.from(values.buffer));
executor.dispose();
process.stdout.write(hash.digest('hex'));
