import { rmSync } from 'node:fs';
import path from 'node:path';
import { writeSafetensors } from '../../src/engine/checkpoint/index.ts';
import { encodeExamples, openTemplate } from '../../src/engine/data/index.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import { compileCacheFolder } from '../../src/engine/runtime/compile-cache.ts';
import { loadTokenizer } from '../../src/engine/tokenizer/index.ts';
import { createBatchSource } from '../../src/engine/train/batch-source.ts';
import { randomModelWeights } from '../../src/engine/train/random-model.ts';
import { createTrainer } from '../../src/engine/train/trainer.ts';
import { trainingSchema } from '../../src/shared/settings/training.ts';
import { pretrainRows } from './pretraining.ts';
import { createWorld, sampleWorldSeed } from './world.ts';

const seed = 0;
const totalSteps = 1000;
const training = trainingSchema.parse({
  learningRate: 2e-3,
  maxSteps: totalSteps,
  batchSize: 32,
  schedule: 'linear',
  warmupFraction: 0.05,
  decayFraction: 0.4,
});

/** Pre-trains the sample project's base model with our own engine and writes model.safetensors into its folder. */
export function pretrainSample(modelFolder: string, log: (line: string) => void): void {
  const config = readModelConfig(modelFolder);
  const tokenizer = loadTokenizer(modelFolder);
  const rows = [...pretrainRows(createWorld(sampleWorldSeed), totalSteps * training.batchSize, seed)];
  const examples = rows.map(({ instruction, output }, row) => ({ row, instruction, input: null, output, record: {} }));
  const { encoded } = encodeExamples(
    { tokenizer, template: openTemplate({ template: 'plain' }, null), maxLength: config.maxPositions },
    examples,
  );
  const batches = createBatchSource({
    roles: { train: { examples: encoded, batchSize: training.batchSize } },
    seed,
    shuffle: true,
    padId: tokenizer.padId,
  });
  const trainer = createTrainer({
    config,
    modelFolder,
    trainable: { kind: 'full', freezeEmbeddings: false },
    frozenStorage: 'float32',
    method: { name: 'sft' },
    training,
    totalSteps,
    batches,
    seed,
    overlays: [],
    initialWeights: (trained) => randomModelWeights(trained, { seed, deviation: 0.02 }),
    compileCacheFolder: compileCacheFolder(),
  });
  const startedAtMs = performance.now();
  while (trainer.stepCount < totalSteps) {
    const { step, metrics } = trainer.step();
    if (step % 50 === 0)
      log(
        `step ${step}/${totalSteps}  loss ${metrics['f'].toFixed(4)}  ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`,
      );
  }
  const weights = trainer.readWeights();
  const file = path.join(modelFolder, 'model.safetensors');
  rmSync(file, { force: true });
  writeSafetensors(
    file,
    trainer.trained.map(({ name, shape }) => ({
      name,
      shape: [...shape],
      dtype: 'F32' as const,
      read: () => weights.get(name) ?? new Float32Array(),
    })),
    { format: 'pt' },
  );
  trainer.dispose();
}
