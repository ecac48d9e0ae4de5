import { beforeAll, describe, expect, it } from 'vitest';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import { type GradientReader, goldenName, type Mode, openGradientReader } from '../../support/golden-training.ts';
import { readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

/** float32 on both sides, sums in another order. */
const tolerance = 1e-4;

const cases = ['llama-tiny', 'qwen2-tiny'].flatMap((model) => (['lora', 'full'] as const).map((mode) => [model, mode]));

describe.each(cases as [string, Mode][])('gradients of %s in mode %s', (model, mode) => {
  const golden = readGolden(`${model}-train-${mode}`);
  const tensors = readGoldenTensors(`${model}-train-${mode}`);
  const [alignment, harmful] = [golden.alignment[0], golden.harmful[0]];
  let sft: GradientReader;
  let booster: GradientReader;

  beforeAll(() => {
    sft = openGradientReader(model, mode, bindMethod({ name: 'sft' }));
    booster = openGradientReader(
      model,
      mode,
      bindMethod({ name: 'booster', lambda: golden.lambda, alpha: golden.alpha, harmfulBatchSize: 3 }),
    );
  });

  function expected(what: string): number[] {
    return sft.names.flatMap((name) => [...(tensors.get(`${what}/${goldenName(mode, name)}`) ?? [])]);
  }

  function flat(gradient: ReadonlyMap<string, Float32Array>): number[] {
    return sft.names.flatMap((name) => [...(gradient.get(name) ?? [])]);
  }

  it('of SFT are those of PyTorch, at w and at the perturbed weights', () => {
    const onAlignment = sft.measure({ train: alignment });
    expect(relativeError(flat(onAlignment.gradient), expected('gradF'))).toBeLessThan(tolerance);
    expect(onAlignment.metrics['f'] / golden.gradients.f).toBeCloseTo(1, 4);
    expect(onAlignment.metrics['gradientNorm'] / golden.gradients.alignmentGradientNorm).toBeCloseTo(1, 4);

    expect(relativeError(flat(sft.measure({ train: harmful }).gradient), expected('gradH'))).toBeLessThan(tolerance);

    const start = new Map(sft.names.map((name) => [name, tensors.get(`perturbed/${goldenName(mode, name)}`)]));
    sft.write(start as Map<string, Float32Array>); // every trained weight is in the golden file
    const perturbed = sft.measure({ train: harmful });
    expect(relativeError(flat(perturbed.gradient), expected('gradHPerturbed'))).toBeLessThan(tolerance);
    expect(perturbed.metrics['f'] / golden.gradients.hPerturbed).toBeCloseTo(1, 4);
  });

  it('of Booster combine as in PyTorch, with the same diagnostics', () => {
    const { gradient, metrics } = booster.measure({ train: alignment, harmful });
    expect(relativeError(flat(gradient), expected('combined'))).toBeLessThan(tolerance);
    for (const name of Object.keys(metrics).filter((key) => key !== 'gradientCosine')) {
      expect(Math.abs(metrics[name] / golden.gradients[name] - 1), name).toBeLessThan(tolerance);
    }
    // A cosine is on the scale of 1, and this one is near 0.
    expect(Math.abs(metrics['gradientCosine'] - golden.gradients.gradientCosine)).toBeLessThan(1e-6);
  });

  it('of Booster with λ = 0 or α = 0 are those of SFT', () => {
    const plain = flat(
      openGradientReader(model, mode, bindMethod({ name: 'sft' })).measure({ train: alignment }).gradient,
    );
    const batches = { train: alignment, harmful };
    const withoutLambda = booster.measure(batches, { lambda: 0, alpha: golden.alpha });
    expect(relativeError(flat(withoutLambda.gradient), plain)).toBeLessThan(1e-6);
    const withoutAlpha = booster.measure(batches, { lambda: golden.lambda, alpha: 0 });
    expect(relativeError(flat(withoutAlpha.gradient), plain)).toBeLessThan(1e-6);
    expect(withoutAlpha.metrics['harmfulLossReduction']).toBe(0);
  });
});
