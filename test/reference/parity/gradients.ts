import type { z } from 'zod';
import { bucketFor, chooseBuckets, collate } from '../../../src/engine/data/index.ts';
import { bindMethod } from '../../../src/engine/methods/index.ts';
import { loadWeights } from '../../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { sizeOf } from '../../../src/engine/runtime/program.ts';
import { trainingProgram } from '../../../src/engine/train/training-program.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { feedBatches, type GoldenBatch, toExamples } from '../../support/golden-training.ts';
import { type trainingSchema, work } from './reference.ts';

export type GradientName = 'gradF' | 'gradH' | 'gradHPerturbed' | 'combined';
/** A gradient by the engine's names of the weights. */
export type Gradient = ReadonlyMap<string, Float32Array>;

export interface GradientOptions {
  readonly folder: string;
  readonly trainable: Trainable;
  readonly adapterWeights: ReadonlyMap<string, Float32Array>;
  readonly batches: z.infer<typeof trainingSchema>;
}

/**
 * The gradients of Booster's first step, all read out of the real compiled step. Gradient accumulation keeps the combined
 * gradient instead of applying it: λ = 0 leaves that of the training batch alone, and with λ = 1 it is ∇f + ∇h(w) − ∇h(w′), so that
 * ∇h(w′), at the weights that the engine itself perturbed, is what is missing to it.
 */
export function measureGradients(options: GradientOptions): Record<GradientName, Gradient> {
  const { folder, trainable, adapterWeights, batches } = options;
  const [alignment, harmful] = [toExamples(batches.alignment[0]), toExamples(batches.harmful[0])];
  const buckets = chooseBuckets([...alignment, ...harmful], { batchSize: work.batchSize, maxBuckets: 1 });
  const accumulation = 2;
  const { lambda, alpha, batchSize } = work;
  const program = trainingProgram({
    config: readModelConfig(folder),
    trainable,
    frozenStorage: 'float32',
    method: bindMethod({ name: 'booster', lambda, alpha, harmfulBatchSize: batchSize }),
    batchSize,
    accumulation,
    buckets,
  });
  const names = program.trained.map(({ name }) => name);
  const executor = createCompiledExecutor(program.program);
  try {
    loadWeights(executor, folder, trainable.kind === 'full' ? [...program.frozen, ...program.trained] : program.frozen);
    executor.write(adapterWeights);
    const measure = (train: GoldenBatch, lambdaNow: number): Gradient => {
      executor.write(new Map(program.optimizer.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))])));
      const pack = (batch: GoldenBatch) => {
        const examples = toExamples(batch);
        return collate(examples, { batchSize, ...bucketFor(buckets, examples), padId: 0 });
      };
      executor.call('step0', {
        ...feedBatches({ train: pack(train), harmful: pack(batches.harmful[0]) }),
        'method.lambda': Float32Array.of(lambdaNow),
        'method.alpha': Float32Array.of(alpha),
        dropoutSeed: Int32Array.of(0, 0),
      });
      const kept = executor.read(names.map((name) => `accumulated.${name}`));
      const scale = (name: string) => Float32Array.from(kept.get(`accumulated.${name}`) ?? [], (v) => v * accumulation);
      return new Map(names.map((name) => [name, scale(name)]));
    };
    const gradF = measure(batches.alignment[0], 0);
    const gradH = measure(batches.harmful[0], 0);
    const withLambdaOne = measure(batches.alignment[0], 1);
    const missing = (name: string) => {
      const [f, h, sum] = [gradF, gradH, withLambdaOne].map((gradient) => gradient.get(name) ?? new Float32Array());
      return sum.map((value, index) => f[index] + h[index] - value);
    };
    return {
      gradF,
      gradH,
      gradHPerturbed: new Map(names.map((name) => [name, missing(name)])),
      combined: measure(batches.alignment[0], lambda),
    };
  } finally {
    executor.dispose();
  }
}
