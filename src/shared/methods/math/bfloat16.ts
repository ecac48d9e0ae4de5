import type { TensorMath } from '../tensor-math.ts';

const significantBits = 8;
const largestPower = 24;

/** Whole numbers from 0 to 2²⁴ as bfloat16 holds them: eight significant binary digits, the rest rounded half to even. */
export function roundToBfloat16<T>(math: TensorMath<T>, ids: T): T {
  // The distance of neighbours is 1 below 2⁸ and doubles at every further power of two.
  const steps = Array.from({ length: largestPower - significantBits + 1 }, (_, index) =>
    math.mul(math.greater(ids, 2 ** (significantBits + index) - 1), 2 ** index),
  );
  const distance = math.add(math.total(steps), 1);
  return math.mul(math.round(math.div(ids, distance)), distance);
}
