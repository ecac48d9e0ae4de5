import { tf, type Tensor } from '../runtime/tf.ts';

/** A list of tensors seen as one long vector. */
export type Vector = readonly Tensor[];

/** Inner product of two vectors, a scalar. */
export function dot(left: Vector, right: Vector): Tensor {
  return left.map((tensor, index) => tf.sum(tf.mul(tensor, right[index]))).reduce((sum, term) => tf.add(sum, term));
}

/** L2 norm over all tensors, a scalar. */
export function norm(vector: Vector): Tensor {
  return tf.sqrt(dot(vector, vector));
}

/** left + factor · right. */
export function addScaled(left: Vector, factor: Tensor, right: Vector): Tensor[] {
  return left.map((tensor, index) => tf.add(tensor, tf.mul(factor, right[index])));
}

/** Scales a vector down to norm `limit` if it is longer, as torch's clip_grad_norm_: factor min(1, limit / (norm + 1e-6)). */
export function clip(vector: Vector, vectorNorm: Tensor, limit: Tensor): Tensor[] {
  const factor = tf.minimum(tf.scalar(1), tf.div(limit, tf.add(vectorNorm, tf.scalar(1e-6))));
  return vector.map((tensor) => tf.mul(tensor, factor));
}
