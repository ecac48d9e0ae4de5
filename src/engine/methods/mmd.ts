import { tf, type Tensor } from '../runtime/tf.ts';

const kernelCount = 5;
const kernelRatio = 2;

/**
 * Squared maximum mean discrepancy between two samples of the same size, rows of [n, size]: a sum of five Gaussian kernels,
 * each twice as wide as the one before, the middle one as wide as the mean squared distance (paper.md 2.4). The width counts as a constant.
 */
export function maximumMeanDiscrepancy(left: Tensor, right: Tensor): Tensor {
  const count = 2 * left.shape[0];
  const all = tf.concat([left, right], 0);
  const squares = tf.sum(tf.square(all), 1, true);
  const products = tf.matMul(all, all, false, true);
  // Rounding may leave a tiny negative distance of a row to itself.
  const distances = tf.relu(tf.sub(tf.add(squares, tf.transpose(squares)), tf.mul(tf.scalar(2), products)));
  const mean = tf.div(tf.sum(asConstant(distances)), tf.scalar(count * count - count));
  const narrowest = tf.div(mean, tf.scalar(kernelRatio ** Math.floor(kernelCount / 2)));
  const kernels = Array.from({ length: kernelCount }, (_, index) =>
    tf.exp(tf.neg(tf.div(distances, tf.mul(narrowest, tf.scalar(kernelRatio ** index))))),
  ).reduce((sum, kernel) => tf.add(sum, kernel));
  return tf.mean(tf.mul(kernels, signs(left.shape[0])));
}

/** [2n, 2n]: 1 within a sample, −1 between the two; the mean over it is a quarter of the sum of the four blocks' means. */
function signs(size: number): Tensor {
  const side = tf.concat([tf.ones([size]), tf.neg(tf.ones([size]))], 0);
  // Each block's mean is over n², and all of it over 4n².
  return tf.mul(tf.scalar(4), tf.mul(tf.expandDims(side, 1), tf.expandDims(side, 0)));
}

/** The value without a gradient. */
function asConstant(x: Tensor): Tensor {
  const pass = tf.customGrad((input: unknown) => {
    const value = tf.mul(input as Tensor, tf.scalar(1)); // customGrad types its arguments as unknown
    return { value, gradFunc: (dy: Tensor) => tf.zerosLike(dy) };
  });
  return pass(x);
}
