// Prints as JSON how memory grew over many calls, failing calls, and loads of programs. Needs --expose-gc.
import { createCompiledExecutor } from '../../../../src/engine/runtime/compiled-executor.ts';
import { loadNative } from '../../../../src/engine/runtime/native.ts';
import type { Program } from '../../../../src/engine/runtime/program.ts';
import { tf } from '../../../../src/engine/runtime/tf.ts';
import { smallTraining, startValues, stepInputs } from './small-training.ts';

const native = loadNative() as unknown as { getNumOfTensors?(): number; getNumOfSavedModels(): number }; // further calls of the addon

const training = smallTraining();
const executor = createCompiledExecutor(training.program);
const values = startValues(training);
executor.write(values);
const trainedNames = training.trained.map(({ name }) => name);
let step = 0;

const calls = measure(200, 1000, () => {
  executor.call('step0', stepInputs(step++));
});
const readsAndWrites = measure(50, 200, () => {
  executor.write(values);
  executor.read(trainedNames);
});
const failures = measure(100, 1000, () => {
  const inputs = { ...stepInputs(0), 'train.labelIds': new Int32Array(3) };
  expectFailure(() => executor.call('step0', inputs));
  expectFailure(() => executor.write(new Map([...values, [trainedNames[0], new Float32Array(1)]])));
});
executor.dispose();

const loads = measure(50, 200, () => {
  const small = createCompiledExecutor(smallProgram());
  small.write(new Map([['weight', new Float32Array(64)]]));
  small.read(['weight']);
  small.dispose();
});
const failedRecordings = measure(50, 200, () => {
  expectFailure(() =>
    createCompiledExecutor(smallProgram(() => tf.localResponseNormalization(tf.zeros<tf.Rank.R4>([1, 1, 1, 4])))),
  );
});

process.stdout.write(
  JSON.stringify({
    calls,
    readsAndWrites,
    failures,
    loads,
    failedRecordings,
    savedModels: native.getNumOfSavedModels(),
  }),
);

function measure(
  warmUps: number,
  repeats: number,
  act: () => void,
): { tensors: number; tensorBytes: number; rssMb: number } {
  for (let count = 0; count < warmUps; count++) act();
  const before = snapshot();
  for (let count = 0; count < repeats; count++) act();
  const after = snapshot();
  return {
    tensors: after.tensors - before.tensors,
    tensorBytes: after.tensorBytes - before.tensorBytes,
    rssMb: (after.rss - before.rss) / 2 ** 20,
  };
}

function snapshot(): { tensors: number; tensorBytes: number; rss: number } {
  (globalThis as unknown as { gc(): void }).gc(); // set by --expose-gc
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, tensorBytes: numBytes, rss: process.memoryUsage.rss() };
}

function expectFailure(act: () => unknown): void {
  try {
    act();
  } catch {
    return;
  }
  throw new Error('The call was meant to fail.');
}

function smallProgram(odd: () => tf.Tensor = () => tf.zeros([4])): Program {
  return {
    variables: [{ name: 'weight', shape: [64], storage: 'float32' }],
    functions: [
      {
        name: 'step',
        inputs: { x: { shape: [64], dtype: 'float32' } },
        build(scope, { x }) {
          const weight = scope.read('weight');
          const { value, grads } = tf.valueAndGrads((w: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(tf.mul(w, x))))([
            weight,
          ]);
          scope.assign('weight', tf.sub(weight, grads[0]));
          return { value, odd: odd() };
        },
      },
    ],
  };
}
