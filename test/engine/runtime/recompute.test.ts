import { describe, expect, it } from 'vitest';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import type { Program } from '../../../src/engine/runtime/program.ts';
import { orderAfter, recomputed } from '../../../src/engine/runtime/recompute.ts';
import { tf, type Tensor } from '../../../src/engine/runtime/tf.ts';
import { runProcess } from './processes/run-process.ts';
import type { StepShape } from './processes/temporary-bytes.ts';

const numbers = { shape: [4], dtype: 'float32' } as const;
const integers = { shape: [3], dtype: 'int32' } as const;

const program: Program = {
  variables: [],
  functions: [
    {
      name: 'order',
      inputs: { x: numbers, others: numbers, integers },
      build: (_, { x, others, integers: whole }) => ({
        x: orderAfter(x, [others]),
        integers: orderAfter(whole, [others, others]),
      }),
    },
    { name: 'plain', inputs: { x: numbers, scale: numbers }, build: (_, inputs) => differentiate(inputs, false) },
    { name: 'again', inputs: { x: numbers, scale: numbers }, build: (_, inputs) => differentiate(inputs, true) },
  ],
};

/** Loss and gradients of two parts in a row, the second of which uses a tensor that is made on the way. */
function differentiate(inputs: Readonly<Record<string, Tensor>>, isRecomputed: boolean): Record<string, Tensor> {
  const order = { done: null };
  const run = (x: Tensor, scale: Tensor): Tensor => {
    const mask = tf.cast(tf.greater(tf.range(0, 4, 1, 'float32'), tf.scalar(0.5)), 'float32');
    const body = ([value, factor]: readonly Tensor[], [kept]: readonly Tensor[]): Tensor =>
      tf.mul(tf.tanh(tf.mul(value, factor)), kept);
    return isRecomputed ? recomputed({ inputs: [x, scale], kept: [mask], body, order }) : body([x, scale], [mask]);
  };
  const { value, grads } = tf.valueAndGrads((x: Tensor, scale: Tensor) =>
    tf.sum<tf.Scalar>(tf.square(run(run(x, scale), scale))),
  )([inputs['x'], inputs['scale']]);
  return { loss: value, x: grads[0], scale: grads[1] };
}

describe.each([
  ['compiled', () => createCompiledExecutor(program)],
  ['eager cpu', () => createEagerExecutor(program, { backend: 'cpu' })],
  ['eager TensorFlow', () => createEagerExecutor(program, { backend: 'tensorflow' })],
] as const)('on the %s executor', (_, createExecutor) => {
  it.each([
    ['small', [1, 2, 3, 4]],
    ['huge', [3e38, 0, 0, 3e38]],
    ['infinite', [Infinity, 0, 0, 1]],
    ['no', [NaN, 1, 1, NaN]],
  ])('what is ordered after %s numbers stays what it is, bit for bit', (_title, others) => {
    const executor = createExecutor();
    const x = Float32Array.of(-3.4028234663852886e38, -0, 1e-30, 0.1);
    const whole = Int32Array.of(-(2 ** 31) + 1, 0, 2 ** 31 - 1);
    const result = executor.call('order', { x, others: Float32Array.from(others), integers: whole });
    expect(result['x']).toEqual(x);
    expect(result['integers']).toEqual(whole);
    executor.dispose();
  });

  it('parts that are computed again have the gradients of parts that are kept, and leave nothing behind', () => {
    const executor = createExecutor();
    const inputs = { x: Float32Array.of(0.3, -1, 0.5, 2), scale: Float32Array.of(1, 0.5, -0.7, 0.2) };
    const plain = executor.call('plain', inputs);
    executor.call('again', inputs);
    const before = tf.memory().numTensors;
    const again = executor.call('again', inputs);
    expect(tf.memory().numTensors).toBe(before);
    for (const name of ['loss', 'x', 'scale']) {
      for (const [index, value] of plain[name].entries()) expect(again[name][index]).toBeCloseTo(value, 6);
    }
    executor.dispose();
  });
});

describe('what XLA plans for a step', { timeout: 600_000 }, () => {
  const long: Omit<StepShape, 'recomputeActivations'> = {
    method: { name: 'sft' },
    hidden: 32,
    layers: 6,
    batchSize: 4,
    length: 64,
    frozenStorage: 'float32',
  };
  const plannedBytes = (shape: StepShape): number =>
    JSON.parse(runProcess('temporary-bytes.ts', { args: [JSON.stringify(shape)] })).bytes;

  it('takes a fraction of the memory where activations are computed again', () => {
    const kept = plannedBytes({ ...long, recomputeActivations: false });
    const again = plannedBytes({ ...long, recomputeActivations: true });
    expect(again).toBeGreaterThan(0);
    expect(again / kept).toBeLessThan(0.5);
  });

  it('holds frozen bfloat16 weights as float32 one layer at a time', () => {
    const wide = { ...long, hidden: 128, batchSize: 1, length: 8, frozenStorage: 'bfloat16' } as const;
    const kept = plannedBytes({ ...wide, recomputeActivations: false });
    const again = plannedBytes({ ...wide, recomputeActivations: true });
    const layerBytes = 4 * (4 * 128 * 128 + 3 * 3 * 128 * 128);
    expect(kept).toBeGreaterThan(5 * layerBytes);
    expect(again).toBeLessThan(3.5 * layerBytes);
  });
});
