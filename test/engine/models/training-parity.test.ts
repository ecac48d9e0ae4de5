import { describe, expect, it } from 'vitest';
import { readPeftAdapter } from '../../../src/engine/checkpoint/index.ts';
import { bindMethod, type BoundMethod } from '../../../src/engine/methods/index.ts';
import { loadWeights } from '../../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { trainingProgram } from '../../../src/engine/train/training-program.ts';
import { collate } from '../../../src/engine/data/index.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { modelFolderOf, readGolden, readGoldenTensors, relativeError } from '../../support/reference.ts';

const trainables = {
  lora: { kind: 'lora', rank: 4, loraAlpha: 8, targets: ['q_proj', 'k_proj', 'v_proj'], dropout: 0 },
  full: { kind: 'full', freezeEmbeddings: true },
} as const;

describe.each(['llama-tiny', 'qwen2-tiny'])('training %s', (name) => {
  describe.each(['lora', 'full'] as const)('in mode %s', (mode) => {
    it.each([
      ['booster', 'afterBooster'],
      ['sft', 'afterSft'],
    ] as const)('for five steps of %s ends at the weights of PyTorch', (method, golden) => {
      const run = trainFiveSteps(name, mode, method);
      const expected = readGoldenTensors(`${name}-train-${mode}`);
      const start = run.start;
      // The change of the weights, not the weights: those are mostly the start.
      const changes = run.names.map((weight) => ({
        actual: subtract(run.weights.get(weight), start.get(weight)),
        expected: subtract(expected.get(`${golden}/${run.goldenName(weight)}`), start.get(weight)),
      }));
      const error = relativeError(
        changes.flatMap(({ actual }) => actual),
        changes.flatMap((change) => change.expected),
      );
      // AdamW divides by √v, so elements with tiny gradients magnify rounding; 1e-3 is the bar of the issue.
      expect(error).toBeLessThan(1e-3);
    });
  });
});

function subtract(left: ArrayLike<number> | undefined, right: ArrayLike<number> | undefined): number[] {
  if (!left || !right) throw new Error('A golden tensor is missing.');
  return Array.from({ length: left.length }, (_, index) => left[index] - right[index]);
}

function trainFiveSteps(name: string, mode: 'lora' | 'full', methodName: 'sft' | 'booster') {
  const golden = readGolden(`${name}-train-${mode}`);
  const folder = modelFolderOf(name);
  const config = readModelConfig(folder);
  const trainable = trainables[mode] as unknown as Trainable; // readonly arrays of the literals above
  const method: BoundMethod = bindMethod(
    methodName === 'sft' ? { name: 'sft' } : { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 3 },
  );
  const bucket = { length: 14, labelSlots: 14 };
  const program = trainingProgram({
    config,
    trainable,
    frozenStorage: 'float32',
    method,
    batchSize: 3,
    accumulation: 1,
    buckets: [bucket],
  });
  const executor = createCompiledExecutor(program.program);
  loadWeights(executor, folder, mode === 'full' ? [...program.frozen, ...program.trained] : program.frozen);
  if (mode === 'lora') {
    executor.write(
      new Map(
        [...readPeftAdapter(`${folder}/adapter`).tensors].map((tensor) => [
          `${tensor.module}.lora_${tensor.which}.weight`,
          tensor.values,
        ]),
      ),
    );
  }
  executor.write(
    new Map(
      program.optimizer.map((variable) => [variable.name, new Float32Array(variable.shape.reduce((a, b) => a * b, 1))]),
    ),
  );
  const names = program.trained.map((variable) => variable.name);
  const start = executor.read(names);
  const pack = (batch: { input_ids: number[][]; labels: number[][]; attention_mask: number[][] }) =>
    collate(
      batch.input_ids.map((ids, row) => {
        const length = batch.attention_mask[row].reduce((a, b) => a + b, 0);
        return {
          ids: Int32Array.from(ids.slice(0, length)),
          promptLength: batch.labels[row].findIndex((label) => label !== -100),
        };
      }),
      { batchSize: 3, ...bucket, padId: 0 },
    );
  const metrics: number[][] = [];
  for (let step = 0; step < 5; step++) {
    const batches = {
      train: pack(golden.alignment[step]),
      ...(methodName === 'booster' ? { harmful: pack(golden.harmful[step]) } : {}),
    };
    const inputs = {
      dropoutSeed: Int32Array.of(0, step),
      ...Object.fromEntries(
        Object.entries(batches).flatMap(([role, batch]) =>
          (['ids', 'labelPositions', 'labelIds', 'labelWeights'] as const).map((key) => [`${role}.${key}`, batch[key]]),
        ),
      ),
      ...Object.fromEntries(
        Object.entries(method.scalars).map(([key, value]) => [`method.${key}`, Float32Array.of(value)]),
      ),
      ...Object.fromEntries(
        Object.entries({
          learningRate: 5e-4,
          firstCorrection: 1 - 0.9 ** (step + 1),
          secondCorrection: Math.sqrt(1 - 0.999 ** (step + 1)),
          clipNorm: 1,
          weightDecay: 0.1,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
        }).map(([key, value]) => [`optimizer.${key}`, Float32Array.of(value)]),
      ),
    };
    metrics.push([...executor.call('step0', inputs)['metrics']]);
  }
  const weights = executor.read(names);
  executor.dispose();
  const goldenName = (weight: string): string => (mode === 'lora' ? `base_model.model.${weight}` : weight);
  return { names, start, weights, metrics, metricNames: program.metricNames(), goldenName };
}
