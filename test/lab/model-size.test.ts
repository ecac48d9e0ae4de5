import { describe, expect, it } from 'vitest';
import { listParameters, type Parameter } from '../../src/engine/models/parameters.ts';
import { readModelConfig } from '../../src/engine/models/registry.ts';
import { listTrainables } from '../../src/engine/models/trainables.ts';
import { sizeOf } from '../../src/engine/runtime/program.ts';
import { measureModel } from '../../src/lab/forecast/model-size.ts';
import type { Trainable } from '../../src/shared/settings/model.ts';
import { alignStageSchema } from '../../src/shared/spec/stage.ts';
import { modelFolderOf, readGolden } from '../support/reference.ts';

const models = [
  'llama-tiny',
  'llama3-rope',
  'qwen2-tiny',
  'mistral-tiny',
  'qwen3-tiny',
  'gemma2-tiny',
  'opt-tiny',
  'gpt2-tiny',
];

describe.each(models)('the size of %s by its files', (name) => {
  const path = modelFolderOf(name);
  const config = readModelConfig(path);
  const targets = readGolden(name).lora?.targets ?? ['q_proj', 'k_proj', 'v_proj'];
  const trainables: readonly Trainable[] = [
    { kind: 'lora', rank: 3, loraAlpha: 4, targets, dropout: 0 },
    { kind: 'full', freezeEmbeddings: true },
    { kind: 'full', freezeEmbeddings: false },
  ];

  it.each(trainables)('is what the engine loads and trains: $kind, freezeEmbeddings $freezeEmbeddings', (trainable) => {
    const stage = alignStageSchema.parse({
      kind: 'align',
      engineRevision: 1,
      seed: 0,
      model: { path, digest: '0'.repeat(64) },
      template: 'plain',
      maxLength: 64,
      trainable,
      method: { name: 'sft' },
      data: { path: '/rows.jsonl', digest: '0'.repeat(64) },
      harmful: null,
      training: {},
    });
    // A digest of its own for each model: sizes are remembered by it.
    const size = measureModel({ ...stage, model: { ...stage.model, digest: name } });
    expect(size).toEqual({ total: count(listParameters(config)), trained: count(listTrainables(config, trainable)) });
  });
});

function count(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
