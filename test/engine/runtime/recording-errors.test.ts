import { describe, expect, it } from 'vitest';
import { recordFunction } from '../../../src/engine/runtime/graph/record-function.ts';
import type { FunctionSpec } from '../../../src/engine/runtime/program.ts';
import { tf } from '../../../src/engine/runtime/tf.ts';
import { AppError } from '../../../src/shared/errors.ts';

describe('recording a function', () => {
  it('names an op that cannot be compiled, and the function that uses it', () => {
    const error = errorOf((_, { x }) => ({
      y: tf.localResponseNormalization(tf.reshape<tf.Rank.R4>(x, [1, 1, 1, 4])),
    }));
    expect(error.code).toBe('runtime/not-recordable');
    expect(error.message).toBe(
      'The op LRN, used in function odd, cannot be compiled; express it with other ops or add its recording to runtime/graph/kernels.',
    );
  });

  it.each<[string, FunctionSpec['build']]>([
    ['reads the value of a tensor', (_, { x }) => ({ y: tf.mul(x, x.dataSync()[0]) })],
    [
      'reads it in a loop',
      (scope, { x }) => ({
        y: scope.loop({
          initial: [x],
          maxSteps: 2,
          condition: () => tf.scalar(true, 'bool'),
          body: ([state]) => [tf.mul(state, state.arraySync())],
        })[0],
      }),
    ],
  ])('explains that one %s', (_, build) => {
    const error = errorOf(build);
    expect(error.code).toBe('runtime/not-recordable');
    expect(error.message).toContain('The function odd read the value of a tensor');
  });

  it('refuses a constant that must be a baked-in weight', () => {
    const error = errorOf((_, { x }) => ({
      y: tf.matMul(
        tf.reshape(x, [1, 4]),
        tf.tensor(
          Float32Array.from({ length: 2 ** 23 }, (_value, index) => index),
          [4, 2 ** 21],
        ),
      ),
    }));
    expect(error.code).toBe('runtime/constant-too-large');
    expect(error.message).toBe(
      'The compiled function odd holds a constant of shape [4, 2097152] with 33554432 bytes; at most 16777216 are allowed. Make it a variable or an input.',
    );
  });

  it('takes large constants of one value, which cost nothing', () => {
    expect(() => record((_, { x }) => ({ y: tf.add(tf.sum(tf.zeros([4096, 4096])), tf.sum(x)) }))).not.toThrow();
  });

  it('refuses constants of other types', () => {
    expect(errorOf(() => ({ y: tf.tensor(['a', 'b'], [2], 'string') })).code).toBe('runtime/unsupported-dtype');
  });

  it('passes on what the function itself throws', () => {
    const build: FunctionSpec['build'] = () => {
      throw new RangeError('Two heads are needed.');
    };
    expect(() => record(build)).toThrow(new RangeError('Two heads are needed.'));
  });

  it('keeps the backend that was in use, also after a failure', () => {
    void tf.setBackend('cpu');
    expect(() => record((_, { x }) => ({ y: tf.mul(x, x.arraySync()) }))).toThrow('read the value of a tensor');
    expect(tf.getBackend()).toBe('cpu');
    record((_, { x }) => ({ y: x }));
    expect(tf.getBackend()).toBe('cpu');
  });

  it('gives the same graph each time', () => {
    const build: FunctionSpec['build'] = (_, { x }) => ({
      y: tf.grad((value: tf.Tensor) => tf.sum(tf.square(value)))(x),
    });
    expect(record(build).functions).toEqual(record(build).functions);
  });

  it('shares equal constants', () => {
    const { functions } = record((_, { x }) => ({ y: tf.add(tf.mul(x, tf.scalar(2)), tf.mul(x, tf.tensor(2))) }));
    expect(constantsOf(functions[0]).filter((value) => value.dtype === 'float32')).toHaveLength(1);
  });

  it('does not take one constant for another of the same bytes', () => {
    const { functions } = record(() => ({
      y: tf.tensor([0, 0]),
      z: tf.tensor([0, 0], [2], 'int32'),
      w: tf.tensor([0, 0], [2, 1]),
    }));
    // Those of eight bytes: cutting the inputs out of their array takes smaller ones.
    expect(constantsOf(functions[0]).filter((value) => value.content.byteLength === 8)).toHaveLength(3);
  });
});

function constantsOf(fn: ReturnType<typeof recordFunction>['functions'][number]) {
  return fn.nodes.flatMap(({ attributes }) => Object.values(attributes).filter((value) => value.kind === 'tensor'));
}

function record(build: FunctionSpec['build']): ReturnType<typeof recordFunction> {
  return recordFunction({ name: 'odd', inputs: { x: { shape: [4], dtype: 'float32' } }, build }, new Map());
}

function errorOf(build: FunctionSpec['build']): AppError {
  try {
    record(build);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}
