import { readModelConfig } from '../../src/engine/models/registry.ts';
import { bindMethod, listBatchSizes } from '../../src/engine/methods/index.ts';
import { getMethod } from '../../src/shared/methods/index.ts';
import { compileCacheFolder } from '../../src/engine/runtime/compile-cache.ts';
import { createBatchSource } from '../../src/engine/train/batch-source.ts';
import { freshAdapter } from '../../src/engine/train/initial-weights.ts';
import { createTrainer } from '../../src/engine/train/trainer.ts';
import { trainingSchema } from '../../src/shared/settings/training.ts';
import { readBenchData, unpadBatch } from '../sides/data-file.ts';
import type { JobOf, Measurement } from '../sides/job.ts';
import { timeSteps } from './timing.ts';

/** Optimizer steps of the product's trainer, batches drawn and packed as in a stage; the first, compiling step is warm-up. */
export async function measureTraining(job: JobOf<'train'>): Promise<Omit<Measurement, 'peakBytes'>> {
  const data = readBenchData(job.dataFile);
  const alignment = data.alignment.flatMap(unpadBatch);
  const harmful = data.harmful.flatMap(unpadBatch);
  const batchSize = data.alignment[0].input_ids.length;
  const bound = bindMethod(job.method);
  const sizes = listBatchSizes(bound, batchSize);
  // In the fine-tuning the user's data are the harmful rows, and safe data those of the alignment.
  const isAttack = !getMethod(job.method.name).stages.includes('align');
  const totalSteps = job.warmup + job.steps;
  const batches = createBatchSource({
    roles: {
      train: { examples: isAttack ? harmful : alignment, batchSize },
      ...(sizes.guide === undefined ? {} : { guide: { examples: alignment, batchSize: sizes.guide } }),
      ...(sizes.harmful === undefined ? {} : { harmful: { examples: harmful, batchSize: sizes.harmful } }),
    },
    seed: 0,
    shuffle: false,
    padId: 0,
    drawCount: totalSteps,
    isPaired: bound.isPaired,
  });
  const trainer = createTrainer({
    config: readModelConfig(job.modelFolder),
    modelFolder: job.modelFolder,
    trainable: job.trainable,
    frozenStorage: 'float32',
    method: job.method,
    training: trainingSchema.parse({ maxSteps: totalSteps, batchSize, shuffle: false }),
    totalSteps,
    batches,
    seed: 0,
    overlays: [],
    initialWeights: (trained) => (job.trainable.kind === 'lora' ? freshAdapter(trained, 0) : new Map()),
    compileCacheFolder: compileCacheFolder(),
  });
  for (const _ of trainer.prepare());
  const losses: number[] = [];
  const times = await timeSteps(job, () => losses.push(trainer.step().metrics['f']));
  return { ...times, losses };
}
