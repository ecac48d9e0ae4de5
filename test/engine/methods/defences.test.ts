import { beforeAll, describe, expect, it } from 'vitest';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import type { Method } from '../../../src/shared/methods/index.ts';
import { type GradientReader, goldenName, openGradientReader } from '../../support/golden-training.ts';
import { readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

/** float32 on both sides, sums in another order. */
const tolerance = 1e-4;

const cases = ['llama-tiny', 'qwen2-tiny'].flatMap((model) =>
  (['lora', 'full'] as const).flatMap((mode) =>
    (['vaccine', 'vaccine-booster', 'harmful-descent'] as const).map((name) => [name, model, mode] as const),
  ),
);

describe.each(cases)('the gradient of %s on %s in mode %s', (name, model, mode) => {
  const golden = readGolden(`${model}-defences-${mode}`);
  const { alignment, harmful } = readGolden(`${model}-train-${mode}`);
  const tensors = readGoldenTensors(`${model}-defences-${mode}`);
  let reader: GradientReader;

  beforeAll(() => {
    reader = openGradientReader(model, mode, bindMethod(chooseMethod(name, golden)));
  });

  it('is that of PyTorch, with the same diagnostics', () => {
    const { gradient, metrics } = reader.measure(
      name === 'vaccine' ? { train: alignment[0] } : { train: alignment[0], harmful: harmful[0] },
    );
    const ours = reader.names.flatMap((weight) => [...(gradient.get(weight) ?? [])]);
    const theirs = reader.names.flatMap((weight) => [...(tensors.get(`${name}/${goldenName(mode, weight)}`) ?? [])]);
    expect(theirs).toHaveLength(ours.length);
    expect(relativeError(ours, theirs)).toBeLessThan(tolerance);
    const expected = golden.defences[name];
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(expected).sort());
    for (const key of Object.keys(metrics)) {
      // A cosine is on the scale of 1, and this one may be near 0; the drop of h is a small difference of large numbers.
      const scale = key === 'gradientCosine' ? 1 : key === 'harmfulLossReduction' ? expected.h : expected[key];
      expect(Math.abs(metrics[key] - expected[key]) / Math.abs(scale), key).toBeLessThan(tolerance);
    }
  });
});

function chooseMethod(name: string, golden: { lambda: number; alpha: number; rho: number }): Method {
  const { lambda, alpha, rho } = golden;
  switch (name) {
    case 'vaccine':
      return { name, rho };
    case 'vaccine-booster':
      return { name, lambda, alpha, rho, harmfulBatchSize: 3 };
    default:
      return { name: 'harmful-descent', lambda, harmfulBatchSize: 3 };
  }
}
