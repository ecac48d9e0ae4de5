import { beforeAll, describe, expect, it } from 'vitest';
import { collate } from '../../../src/engine/data/index.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import type { BatchSource } from '../../../src/engine/train/batch-source.ts';
import { createTrainer } from '../../../src/engine/train/trainer.ts';
import type { Method } from '../../../src/shared/methods/index.ts';
import { trainingSchema } from '../../../src/shared/settings/training.ts';
import {
  type GoldenBatch,
  type GradientReader,
  goldenName,
  goldenTrainables,
  openGradientReader,
  toExamples,
} from '../../support/golden-training.ts';
import { modelFolderOf, readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

/** float32 on both sides, sums in another order. */
const tolerance = 1e-4;

const cases = ['llama-tiny', 'qwen2-tiny'].flatMap((model) =>
  (['lora', 'full'] as const).flatMap((mode) =>
    (['vaccine', 'vaccine-booster', 'harmful-descent', 'repnoise'] as const).map(
      (name) => [name, model, mode] as const,
    ),
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

function chooseMethod(name: string, golden: Record<string, number>): Method {
  const { lambda, alpha, rho, repnoiseAlpha, repnoiseBeta } = golden;
  switch (name) {
    case 'vaccine':
      return { name, rho };
    case 'vaccine-booster':
      return { name, lambda, alpha, rho, harmfulBatchSize: 3 };
    case 'repnoise':
      return { name, alpha: repnoiseAlpha, beta: repnoiseBeta, pairing: 'index' };
    default:
      return { name: 'harmful-descent', lambda, harmfulBatchSize: 3 };
  }
}

describe.each(
  ['llama-tiny', 'qwen2-tiny'].flatMap((model) => (['lora', 'full'] as const).map((mode) => [model, mode] as const)),
)('five steps of Lisa on %s in mode %s', (model, mode) => {
  it('end at the weights of PyTorch, with the same numbers on the way', () => {
    const { lisa } = readGolden(`${model}-defences-${mode}`);
    const { alignment, harmful } = readGolden(`${model}-train-${mode}`);
    const tensors = readGoldenTensors(`${model}-defences-${mode}`);
    const folder = modelFolderOf(model);
    const { rho, alignmentSteps, userSteps, freeSteps } = lisa;
    const trainer = createTrainer({
      config: readModelConfig(folder),
      modelFolder: folder,
      trainable: goldenTrainables[mode],
      frozenStorage: 'float32',
      method: { name: 'lisa', rho, alignmentSteps, userSteps, freeFraction: freeSteps / 5 },
      training: trainingSchema.parse({ batchSize: 3 }),
      totalSteps: 5,
      batches: replay({ train: harmful, guide: alignment }),
      seed: 0,
      overlays: [],
      initialWeights: () => (mode === 'lora' ? readAdapterWeights(`${folder}/adapter`).weights : new Map()),
      // One of the modes through the recorder and XLA, as stages run it.
      ...(mode === 'lora' ? {} : { createExecutor: createEagerExecutor }),
    });
    const start = trainer.readWeights();
    for (const expected of lisa.steps) {
      const { metrics } = trainer.step();
      for (const key of Object.keys(expected)) expect(Math.abs(metrics[key] - expected[key]), key).toBeLessThan(1e-3);
    }
    const end = trainer.readWeights();
    const names = [...start.keys()];
    const change = (weights: (name: string) => ArrayLike<number> | undefined) =>
      names.flatMap((name) =>
        Array.from(start.get(name) ?? [], (from, index) => (weights(name)?.[index] ?? NaN) - from),
      );
    const ours = change((name) => end.get(name));
    const theirs = change((name) => tensors.get(`afterLisa/${goldenName(mode, name)}`));
    // As for Booster: AdamW divides by √v, so elements with tiny gradients magnify rounding.
    expect(relativeError(ours, theirs)).toBeLessThan(1e-3);
    trainer.dispose();
  });
});

/** The golden batches of each role, one after the other. */
function replay(batches: Readonly<Record<string, readonly GoldenBatch[]>>): BatchSource {
  const bucket = { length: 14, labelSlots: 14 };
  let step = 0;
  return {
    buckets: [bucket],
    batchesPerEpoch: 5,
    next() {
      const packed = Object.entries(batches).map(([role, all]) => [
        role,
        collate(toExamples(all[step]), { batchSize: 3, ...bucket, padId: 0 }),
      ]);
      step += 1;
      return { bucket: 0, batches: Object.fromEntries(packed), tokenCount: 0 };
    },
    passOver: () => [],
    epoch: () => step / 5,
    getPositions: () => ({}),
    restore: () => undefined,
  };
}
