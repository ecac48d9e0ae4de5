import type { Operand, TensorMath } from '../../shared/methods/tensor-math.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import { addScaled, dot, norm } from './gradients.ts';

/** What the methods of src/shared/methods compute with, on TensorFlow. */
export const tensorMath: TensorMath<Tensor> = {
  add: (left, right) => tf.add(tensor(left), tensor(right)),
  sub: (left, right) => tf.sub(tensor(left), tensor(right)),
  mul: (left, right) => tf.mul(tensor(left), tensor(right)),
  div: (left, right) => tf.div(tensor(left), tensor(right)),
  minimum: (left, right) => tf.minimum(tensor(left), tensor(right)),
  neg: (x) => tf.neg(x),
  square: (x) => tf.square(x),
  sqrt: (x) => tf.sqrt(x),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  relu: (x) => tf.relu(x),
  round: (x) => tf.round(x),
  sum: (x, axis, keepsAxis) => tf.sum(x, axis, keepsAxis),
  mean: (x) => tf.mean(x),
  matMulTransposed: (left, right) => tf.matMul(left, right, false, true),
  transpose: (x) => tf.transpose(x),
  reshape: (x, shape) => tf.reshape(x, [...shape]),
  expandDims: (x, axis) => tf.expandDims(x, axis),
  concat: (tensors) => tf.concat([...tensors], 0),
  ones: (shape) => tf.ones([...shape]),
  greater: (left, right) => withoutGradient((x) => tf.cast(tf.greater(x, tensor(right)), 'float32'), left),
  less: (left, right) => withoutGradient((x) => tf.cast(tf.less(x, tensor(right)), 'float32'), left),
  notEqual: (left, right) => tf.cast(tf.notEqual(left, right), 'float32'),
  where: (flag, yes, no) => tf.where(tf.greater(flag, tf.scalar(0.5)), yes, no),
  asConstant: (x) => withoutGradient((value) => tf.mul(value, tf.scalar(1)), x),
  total: (values) => values.reduce((sum, value) => tf.add(sum, value)),
  dot,
  norm,
  addScaled: (left, factor, right) => addScaled(left, tensor(factor), right),
  difference: (left, right) => left.map((one, index) => tf.sub(one, right[index])),
  scale: (factor, vector) => vector.map((one) => tf.mul(tensor(factor), one)),
};

function tensor(operand: Operand<Tensor>): Tensor {
  return typeof operand === 'number' ? tf.scalar(operand) : operand;
}

/** A function's value, which counts as a constant in every gradient. */
function withoutGradient(compute: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const pass = tf.customGrad((input: unknown) => ({
    value: compute(input as Tensor), // customGrad types its arguments as unknown
    gradFunc: () => tf.zeros(x.shape),
  }));
  return pass(x);
}
