import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runStage } from '../../../src/engine/stage.ts';
import { checkForecastFits, checkVariablesFit, modelMemory } from '../../../src/engine/stages/context.ts';
import { trainingParts } from '../../../src/shared/memory/training.ts';
import { modelVariables } from '../../../src/engine/models/trainables.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { AppError } from '../../../src/shared/errors.ts';
import type { StageEvent } from '../../../src/shared/events.ts';
import { goldenTrainables } from '../../support/golden-training.ts';
import { writeModelVariant } from '../../support/model-variant.ts';
import { modelFolderOf } from '../../support/reference.ts';
import { commonSettings, keyOf, writeDataset, writeStage } from '../../support/stage-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-refusals-'));
const stages = path.join(root, 'stages');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rowsOf = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ instruction: `${word} ${index}`, output: 'fosadu lubu' }));
const task = writeDataset(root, 'task.jsonl', rowsOf('dira', 20));
const harmful = writeDataset(root, 'harmful.jsonl', rowsOf('tefe', 20));
// Two of its prompts are prompts of the harmful set, in other letters and spacing.
const shared = writeDataset(root, 'shared.jsonl', [
  ...rowsOf('bamo', 5),
  { instruction: 'TEFE  0', output: 'lubu' },
  { instruction: 'tefe 3 ', output: 'lubu' },
]);

const booster = { name: 'booster', lambda: 5, alpha: 0.1, harmfulBatchSize: 3 };
const align = { kind: 'align', method: { name: 'sft' }, data: task, harmful: null, training: { maxSteps: 1 } };
const attack = {
  kind: 'attack',
  from: keyOf('f'),
  method: { name: 'sft' },
  task,
  harmful,
  n: 10,
  p: 0.5,
  loraMode: 'single',
  checkpointSteps: [],
  training: { maxSteps: 1 },
  disjointFrom: [],
};
const evaluate = {
  kind: 'evaluate',
  from: keyOf('f'),
  aligned: keyOf('f'),
  loraMode: 'single',
  evaluation: { safety: { data: harmful, maxNewTokens: 4 }, utility: null, benign: null },
};

let variants = 0;
const modelWith = (changes: Parameters<typeof writeModelVariant>[1]) => ({
  ...commonSettings.model,
  path: writeModelVariant(path.join(root, `model-${++variants}`), changes),
});

describe('a stage that cannot run says so in one sentence and writes nothing', () => {
  it.each([
    [
      'Booster without a harmful set',
      { ...align, method: booster },
      'spec/no-harmful-set',
      /alignment\.harmful is empty/,
    ],
    ['an attack with p > 0 but without harmful rows', { ...attack, harmful: null }, 'spec/no-attack-rows', /p = 0\.5/],
    [
      'an attack with fewer harmful rows than p asks for',
      { ...attack, n: 60 },
      'data/too-few-harmful',
      /needs 30 harmful rows, but the harmful set has 20/,
    ],
    [
      'an attack whose rows are also tested',
      { ...attack, disjointFrom: [{ role: 'safety test set', data: shared }] },
      'data/overlap',
      /shares 2 of 5 with the safety test set/,
    ],
    ['an attack on an alignment without a result', attack, 'stage/no-result', /f{64}/],
    ['an evaluation of an attack without a result', evaluate, 'stage/no-result', /f{64}/],
    ['a data set that has changed', { ...align, data: { ...task, digest: keyOf('1') } }, 'data/changed', /task\.jsonl/],
    [
      'an unknown architecture',
      { ...align, model: modelWith({ config: { architectures: ['MambaForCausalLM'] } }) },
      'model/unknown-architecture',
      /MambaForCausalLM .*LlamaForCausalLM/,
    ],
    [
      'a tokenizer with more ids than the model',
      { ...align, model: modelWith({ config: { vocab_size: 64 } }) },
      'tokenizer/does-not-fit',
      /64 rows/,
    ],
    [
      'examples longer than the model’s positions',
      { ...align, maxLength: 300 },
      'model/too-short',
      /300 tokens.*256 positions/,
    ],
    [
      'a model that is larger than the memory',
      {
        ...align,
        model: modelWith({ config: { hidden_size: 1_000_000, intermediate_size: 4_000_000, head_dim: 250_000 } }),
      },
      'model/too-large',
      /GiB of memory \(frozen weights .*GiB \+ trained weights .* \+ optimizer state .*\)/,
    ],
    [
      'weights of another shape',
      { ...align, model: modelWith({ config: { intermediate_size: 64 } }) },
      'model/shape-mismatch',
      /gate_proj/,
    ],
    [
      'accumulated gradients where the method forbids them',
      { ...align, method: booster, harmful, training: { maxSteps: 1, accumulation: 2 } },
      'spec/accumulation',
      /accumulation/,
    ],
  ])('%s', async (_, stage, code, message) => {
    const { folder, file } = writeStage(stages, keyOf('a'), stage);
    const events: StageEvent[] = [];
    const failure = await runStage({
      folder,
      file,
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((failure as AppError).message).toMatch(/^[^\n]+\.$/);
    expect(readdirSync(folder)).toEqual(['spec.json']);
    expect(events.filter(({ kind }) => kind !== 'logged')).toEqual([]);
  });
});

describe('checkForecastFits', () => {
  const config = readModelConfig(modelFolderOf('llama-tiny'));
  const model = modelMemory(config, modelVariables(config, goldenTrainables.lora, 'float32'));
  const partsOf = (tokens: number) =>
    trainingParts({
      model,
      method: { name: 'sft' },
      pass: { tokens, length: 1024, labels: 10 },
      recomputes: false,
      accumulates: false,
    });

  it('refuses a small model whose batches are too large, with the sum in words', () => {
    expect(() => checkForecastFits(partsOf(2 ** 31), false)).toThrow(
      /^The model needs [\d.]+ GiB of memory \(worker and compiled code .* \+ activations [\d.]+ GiB\), but [\d.]+ GiB is free/,
    );
  });

  it('lets a small batch through, and whatever a GPU holds', () => {
    expect(() => checkForecastFits(partsOf(16), false)).not.toThrow();
    expect(() => checkForecastFits(partsOf(2 ** 31), true)).not.toThrow();
  });
});

describe('checkVariablesFit', () => {
  it('adds up what a training holds, and lets through what fits', () => {
    const config = readModelConfig(modelFolderOf('llama-tiny'));
    const sizes = { hiddenSize: 4096 * 64, feedForwardSize: 11_008 * 64, layerCount: 32 };
    const { frozen, trained } = modelVariables({ ...config, ...sizes }, goldenTrainables.lora, 'bfloat16');
    expect(() => checkVariablesFit({ 'frozen weights': frozen, 'trained weights': trained })).toThrow(
      /frozen weights [\d.]+ GiB \+ trained weights/,
    );
    const tiny = modelVariables(config, goldenTrainables.lora, 'float32');
    expect(() => checkVariablesFit({ weights: [...tiny.frozen, ...tiny.trained] })).not.toThrow();
  });
});
