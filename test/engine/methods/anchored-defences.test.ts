import { describe, expect, it } from 'vitest';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import type { Method } from '../../../src/shared/methods/index.ts';
import { type GoldenBatch, goldenName, openGradientReader } from '../../support/golden-training.ts';
import { readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

/** float32 on both sides, sums in another order. */
const tolerance = 1e-4;

const cases = ['llama-tiny', 'qwen2-tiny'].flatMap((model) =>
  (['lora', 'full'] as const).flatMap((mode) =>
    (['ewc', 'ldifs', 'tar-adamw', 'tar-sgd'] as const).map((name) => [name, model, mode] as const),
  ),
);

describe.each(cases)('the gradient of %s on %s in mode %s, away from its start', (name, model, mode) => {
  it('is that of PyTorch, with the same diagnostics', () => {
    const golden = readGolden(`${model}-anchored-${mode}`);
    const { alignment, harmful } = readGolden(`${model}-train-${mode}`);
    const tensors = readGoldenTensors(`${model}-anchored-${mode}`);
    const method = bindMethod(chooseMethod(name, golden));
    const reader = openGradientReader(model, mode, method);
    reader.prepareAt(golden.startScale, 'guide', alignment);
    const { gradient, metrics } = reader.measure(
      name.startsWith('tar')
        ? { train: alignment[0], harmful: stack(harmful.slice(0, 3)) }
        : { train: harmful[0], ...(name === 'ewc' ? { guide: alignment[0] } : {}) },
      { ...method.scalars, ...method.stepScalars(0, 10) },
    );
    const ours = reader.names.flatMap((weight) => [...(gradient.get(weight) ?? [])]);
    const theirs = reader.names.flatMap((weight) => [...(tensors.get(`${name}/${goldenName(mode, weight)}`) ?? [])]);
    expect(theirs).toHaveLength(ours.length);
    expect(relativeError(ours, theirs)).toBeLessThan(tolerance);
    const expected = golden.defences[name];
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(expected).sort());
    for (const key of Object.keys(metrics))
      expect(Math.abs(metrics[key] - expected[key]) / Math.abs(expected[key]), key).toBeLessThan(tolerance);
  });
});

// oxlint-disable-next-line typescript/no-explicit-any -- a golden file is ours, see readGolden
function chooseMethod(name: string, golden: any): Method {
  const { tar, tarRates, defences } = golden;
  switch (name) {
    case 'ewc':
      return { name, lambda: golden.ewcLambda };
    case 'ldifs':
      return { name, rho: golden.ldifsRho, ...defences.chosen };
    default: {
      const innerOptimizer = name === 'tar-sgd' ? 'sgd' : 'adamw';
      return {
        name: 'tar',
        innerOptimizer,
        innerLearningRates: [tarRates[innerOptimizer]],
        innerSteps: tar.steps,
        everySteps: tar.every,
        adversaryBatchSize: tar.batch,
        harmfulBatchSize: tar.heldOut,
        tamperWeight: tar.tamperWeight,
        retainWeight: tar.retainWeight,
        representationWeight: tar.representationWeight,
      };
    }
  }
}

/** The rows of several golden batches as one; `toExamples` takes the padding of each away. */
function stack(batches: readonly GoldenBatch[]): GoldenBatch {
  return {
    input_ids: batches.flatMap(({ input_ids }) => input_ids),
    labels: batches.flatMap(({ labels }) => labels),
    attention_mask: batches.flatMap(({ attention_mask }) => attention_mask),
  };
}
