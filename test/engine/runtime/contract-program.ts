import { dynamicUpdate, statelessUniform } from '../../../src/engine/runtime/custom-ops.ts';
import type { InputSpec, Program, Scope } from '../../../src/engine/runtime/program.ts';
import { tf, type Tensor } from '../../../src/engine/runtime/tf.ts';

const float = (...shape: number[]): InputSpec => ({ shape, dtype: 'float32' });
const int = (...shape: number[]): InputSpec => ({ shape, dtype: 'int32' });

/** Assigns a variable and gives the value as an output. */
export function assign(scope: Scope, name: string, value: Tensor): Record<string, Tensor> {
  scope.assign(name, value);
  return { value };
}

/** One function for each thing that the contract speaks of. */
export const contractProgram: Program = {
  variables: [
    { name: 'weight', shape: [4], storage: 'float32' },
    { name: 'other', shape: [4], storage: 'float32' },
    { name: 'count', shape: [], storage: 'int32' },
    { name: 'half', shape: [4], storage: 'bfloat16' },
    { name: 'table', shape: [3, 4], storage: 'float32' },
  ],
  functions: [
    { name: 'readWeight', inputs: {}, build: (scope) => ({ weight: scope.read('weight') }) },
    { name: 'setWeight', inputs: { value: float(4) }, build: (scope, { value }) => assign(scope, 'weight', value) },
    {
      name: 'addOne',
      inputs: {},
      build: (scope) => assign(scope, 'weight', tf.add(scope.read('weight'), tf.scalar(1))),
    },
    {
      name: 'assignThenRead',
      inputs: {},
      build(scope) {
        const before = scope.read('weight');
        // The tidy shows that an assigned value outlives it.
        tf.tidy(() => {
          scope.assign('weight', tf.mul(before, tf.scalar(10)));
        });
        return { before, after: scope.read('weight') };
      },
    },
    {
      name: 'assignTwice',
      inputs: {},
      build(scope) {
        scope.assign('weight', tf.mul(scope.read('weight'), tf.scalar(2)));
        return assign(scope, 'weight', tf.mul(scope.read('weight'), tf.scalar(4)));
      },
    },
    {
      name: 'swap',
      inputs: {},
      build(scope) {
        const [weight, other] = [scope.read('weight'), scope.read('other')];
        scope.assign('weight', other);
        scope.assign('other', weight);
        return { sum: tf.add(weight, other) };
      },
    },
    {
      name: 'mixed',
      inputs: { factor: float() },
      build(scope, { factor }) {
        const next = tf.add(scope.read('count'), tf.scalar(1, 'int32'));
        scope.assign('count', next);
        return { scaled: tf.mul(scope.read('half'), factor), next };
      },
    },
    {
      name: 'kinds',
      inputs: { x: float(4), flag: int() },
      build: (_, { x, flag }) => ({
        sum: tf.sum(x),
        isPositive: tf.greater(x, tf.scalar(0)),
        same: x,
        chosen: tf.where(tf.cast(flag, 'bool'), x, tf.neg(x)),
      }),
    },
    {
      name: 'gradients',
      inputs: { x: float(4) },
      build(scope, { x }) {
        const loss = (weight: Tensor, input: Tensor) => tf.sum<tf.Scalar>(tf.square(tf.mul(weight, input)));
        const weight = scope.read('weight');
        const first = tf.valueAndGrads(loss)([weight, x]);
        const moved = tf.sub(weight, tf.mul(first.grads[0], tf.scalar(0.5)));
        const second = tf.valueAndGrads(loss)([moved, x]);
        return { loss: first.value, gradient: first.grads[0], inputGradient: first.grads[1], second: second.grads[0] };
      },
    },
    {
      name: 'loop',
      inputs: { limit: float(), step: float() },
      build(scope, { limit, step }) {
        const factor = tf.sub(tf.slice(scope.read('other'), [0], [1]).asScalar(), tf.scalar(3));
        const [value, steps] = scope.loop({
          initial: [tf.scalar(1), tf.scalar(0, 'int32')],
          maxSteps: 10,
          condition: ([current]) => tf.less(current, limit),
          body: ([current, count]) => [tf.mul(tf.add(current, step), factor), tf.add(count, tf.scalar(1, 'int32'))],
        });
        return { value, steps };
      },
    },
    {
      name: 'nestedLoop',
      inputs: { rows: int(), x: float(2) },
      build(scope, { rows, x }) {
        const one = tf.scalar(1, 'int32');
        const [, total, constant] = scope.loop({
          initial: [tf.scalar(0, 'int32'), tf.zeros([2]), tf.zeros([2])],
          maxSteps: 100,
          condition: ([row]) => tf.less(row, rows),
          body: ([row, sum]) => {
            const [, inner] = scope.loop({
              initial: [tf.scalar(0, 'int32'), sum],
              maxSteps: 100,
              condition: ([column]) => tf.lessEqual(column, row),
              body: ([column, partial]) => [tf.add(column, one), tf.add(partial, x)],
            });
            return [tf.add(row, one), inner, x];
          },
        });
        return { total, constant };
      },
    },
    {
      name: 'descent',
      inputs: { x: float() },
      build(scope, { x }) {
        const slope = tf.grad((value: Tensor) => tf.square(tf.sub(value, tf.scalar(3))));
        const [end] = scope.loop({
          initial: [x],
          maxSteps: 4,
          condition: () => tf.scalar(true, 'bool'),
          body: ([value]) => [tf.sub(value, tf.mul(slope(value), tf.scalar(0.25)))],
        });
        return { x: end };
      },
    },
    {
      name: 'random',
      inputs: { seed: int(2) },
      build: (_, { seed }) => ({ values: statelessUniform(seed, [10, 100]) }),
    },
    {
      name: 'update',
      inputs: { values: float(2, 2), start: int(2) },
      build: (scope, { values, start }) => assign(scope, 'table', dynamicUpdate(scope.read('table'), values, start)),
    },
  ],
};
