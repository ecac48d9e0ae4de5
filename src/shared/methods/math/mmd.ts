import type { TensorLike, TensorMath } from '../tensor-math.ts';

const kernelCount = 5;
const kernelRatio = 2;

/**
 * Squared maximum mean discrepancy between two samples of the same size, rows of [n, size]: a sum of five Gaussian kernels,
 * each twice as wide as the one before, the middle one as wide as the mean squared distance (paper.md 2.4). The width counts as a constant.
 */
export function maximumMeanDiscrepancy<T extends TensorLike>(math: TensorMath<T>, left: T, right: T): T {
  const count = 2 * left.shape[0];
  const all = math.concat([left, right]);
  const squares = math.sum(math.square(all), 1, true);
  const products = math.matMulTransposed(all, all);
  // Rounding may leave a tiny negative distance of a row to itself.
  const distances = math.relu(math.sub(math.add(squares, math.transpose(squares)), math.mul(2, products)));
  const mean = math.div(math.sum(math.asConstant(distances)), count * count - count);
  const narrowest = math.div(mean, kernelRatio ** Math.floor(kernelCount / 2));
  const kernels = math.total(
    Array.from({ length: kernelCount }, (_, index) =>
      math.exp(math.neg(math.div(distances, math.mul(narrowest, kernelRatio ** index)))),
    ),
  );
  return math.mean(math.mul(kernels, signs(math, left.shape[0])));
}

/** [2n, 2n]: 1 within a sample, −1 between the two; the mean over it is a quarter of the sum of the four blocks' means. */
function signs<T>(math: TensorMath<T>, size: number): T {
  const side = math.concat([math.ones([size]), math.neg(math.ones([size]))]);
  // Each block's mean is over n², and all of it over 4n².
  return math.mul(4, math.mul(math.expandDims(side, 1), math.expandDims(side, 0)));
}
