import { describe, expect, it } from 'vitest';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import type { InputSpec, Scope, VariableSpec } from '../../../src/engine/runtime/program.ts';
import type { Tensor } from '../../../src/engine/runtime/tf.ts';
import {
  applyAdamW,
  momentVariables,
  optimizerInputs,
  type OptimizerScalars,
} from '../../../src/engine/train/optimizer.ts';

const weight: VariableSpec = { name: 'w', shape: [2], storage: 'float32' };
const settings = { learningRate: 0.1, weightDecay: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0.01 };

describe('applyAdamW', () => {
  it('takes the steps worked out by hand', () => {
    const step = openOptimizer([1, -2]);
    // Step 1: w·0.99; m = 0.1·g, v = 0.01·g²; m/c₁ = g, √v/√c₂ = |g|, so the change is 0.1·g/(|g| + 0.01).
    const first = step([2, 0.05]);
    const afterFirst = [0.99 - (0.1 * 2) / 2.01, -1.98 - (0.1 * 0.05) / 0.06];
    expectClose(first, afterFirst);
    // Step 2 with g = (−1, 0): m = 0.9·m + 0.1·g, v = 0.99·v + 0.01·g², c₁ = 0.19, c₂ = 0.0199.
    const second = step([-1, 0]);
    const [m, v] = [
      [0.18 - 0.1, 0.0045],
      [0.99 * 0.04 + 0.01, 0.99 * 0.000025],
    ];
    expectClose(
      second,
      afterFirst.map(
        (value, index) => value * 0.99 - (0.1 * (m[index] / 0.19)) / (Math.sqrt(v[index] / 0.0199) + 0.01),
      ),
    );
  });

  it('decays weights whose gradient is zero', () => {
    expectClose(openOptimizer([1, -2])([0, 0]), [0.99, -1.98]);
  });
});

/** An optimizer over one weight of two elements: takes a gradient, gives the weight after the step. */
function openOptimizer(start: readonly number[]): (gradient: readonly number[]) => number[] {
  const scalar: InputSpec = { shape: [], dtype: 'float32' };
  const moments = momentVariables([weight]);
  const executor = createEagerExecutor({
    variables: [weight, ...moments],
    functions: [
      {
        name: 'step',
        inputs: {
          gradient: { shape: [2], dtype: 'float32' },
          ...Object.fromEntries(optimizerInputs.map((name) => [name, scalar])),
        },
        build(scope: Scope, { gradient, ...scalars }: Readonly<Record<string, Tensor>>) {
          applyAdamW(scope, [{ name: 'w', value: scope.read('w') }], [gradient], scalars as OptimizerScalars); // one input per name
          return {};
        },
      },
    ],
  });
  executor.write(
    new Map([['w', Float32Array.from(start)], ...moments.map(({ name }) => [name, new Float32Array(2)] as const)]),
  );
  let count = 0;
  return (gradient) => {
    count += 1;
    const values: Record<string, number> = {
      ...settings,
      clipNorm: 1,
      firstCorrection: 1 - settings.beta1 ** count,
      secondCorrection: Math.sqrt(1 - settings.beta2 ** count),
    };
    const feeds = Object.fromEntries(optimizerInputs.map((name) => [name, Float32Array.of(values[name])]));
    executor.call('step', { gradient: Float32Array.from(gradient), ...feeds });
    return [...(executor.read(['w']).get('w') ?? [])];
  };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index], 5);
}
