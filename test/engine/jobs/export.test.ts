import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openModelFolder, readPeftAdapter } from '../../../src/engine/checkpoint/index.ts';
import { runJob } from '../../../src/engine/job.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { listTrainables } from '../../../src/engine/models/trainables.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { sizeOf } from '../../../src/engine/runtime/program.ts';
import { writeCheckpoint } from '../../../src/engine/train/checkpoints.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { jobSchema } from '../../../src/shared/spec/job.ts';
import { goldenTrainables } from '../../support/golden-training.ts';
import { modelFolderOf } from '../../support/reference.ts';
import { keyOf, writeStage } from '../../support/stage-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-export-'));
const stages = path.join(root, 'stages');
const dataset = { path: '/none', digest: keyOf('0') };

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('export-merged', () => {
  it.each(['llama-tiny', 'llama3-rope', 'llama-f16'])('writes W + scale·BA of %s, which loads back', async (name) => {
    const model = modelFolderOf(name);
    const out = path.join(root, `merged-${name}`);
    const adapter = path.join(model, 'adapter');
    await run({ kind: 'export-merged', model, adapters: [adapter], out });
    const { weights } = readAdapterWeights(adapter);
    const [before, after] = [readModel(model), readModel(out)];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const module = 'model.layers.0.self_attn.k_proj';
    for (const [weight, values] of before) {
      const [a, b] = ['A', 'B'].map((which) => weights.get(weight.replace('.weight', `.lora_${which}.weight`)));
      expectClose(after.get(weight), a && b ? merge(values, a, b) : values);
    }
    expect(after.get(`${module}.weight`)).not.toEqual(before.get(`${module}.weight`));
    expect(readModelConfig(out)).toEqual(readModelConfig(model));
  });

  it('without adapters copies the weights exactly, also into a smaller format', async () => {
    const model = modelFolderOf('llama3-rope');
    const out = path.join(root, 'half');
    await run({ kind: 'export-merged', model, out, dtype: 'bfloat16' });
    expect(readModel(out)).toEqual(readModel(model));
  });

  it('refuses an adapter of another model, and writes nothing', async () => {
    const job = {
      kind: 'export-merged',
      model: modelFolderOf('llama-tiny'),
      adapters: [path.join(modelFolderOf('llama-f16'), 'adapter')],
      out: path.join(root, 'misfit'),
    };
    await expect(run(job)).rejects.toMatchObject({ code: 'adapter/does-not-fit' });
    expect(readdirSync(root)).not.toContain('misfit');
  });
});

describe('export-stage', () => {
  it('writes an alignment’s adapter so that readPeftAdapter gives back every bit', async () => {
    const weights = writeAlignment('a', goldenTrainables.lora);
    const out = path.join(root, 'adapter');
    await run({ kind: 'export-stage', stages, key: keyOf('a'), out });
    const adapter = readPeftAdapter(out);
    expect(adapter).toMatchObject({ rank: 4, alpha: 8, targets: ['q_proj', 'k_proj', 'v_proj'], dropout: 0 });
    expect(readAdapterWeights(out).weights).toEqual(weights);
  });

  it('takes the step asked for, and the last one otherwise', async () => {
    const last = writeAlignment('b', goldenTrainables.lora, 12);
    const early = writeWeights('b', goldenTrainables.lora, 5);
    await run({ kind: 'export-stage', stages, key: keyOf('b'), step: 5, out: path.join(root, 'early') });
    await run({ kind: 'export-stage', stages, key: keyOf('b'), out: path.join(root, 'last') });
    expect(readAdapterWeights(path.join(root, 'early')).weights).toEqual(early);
    expect(readAdapterWeights(path.join(root, 'last')).weights).toEqual(last);
  });

  it('writes a fully trained model as a model folder', async () => {
    const weights = writeAlignment('c', goldenTrainables.full);
    const out = path.join(root, 'full');
    await run({ kind: 'export-stage', stages, key: keyOf('c'), out });
    const written = readModel(out);
    for (const [name, values] of weights) expect(written.get(name)).toEqual(values);
    const embedding = 'model.embed_tokens.weight';
    expect(written.get(embedding)).toEqual(readModel(modelFolderOf('llama-tiny')).get(embedding));
  });

  it('refuses a double LoRA attack as one adapter, and merges both adapters when asked', async () => {
    const aligned = writeAlignment('d', goldenTrainables.lora);
    writeAttack('e', 'd', 'double');
    const attacked = writeWeights('e', goldenTrainables.lora, 7);
    const out = path.join(root, 'double');
    await expect(run({ kind: 'export-stage', stages, key: keyOf('e'), out })).rejects.toMatchObject({
      code: 'export/double-lora',
      message: expect.stringContaining('export it merged'),
    });
    expect(readdirSync(root)).not.toContain('double');

    await run({ kind: 'export-stage', stages, key: keyOf('e'), merged: true, out });
    const written = readModel(out);
    const name = 'model.layers.1.self_attn.q_proj.weight';
    const matrix = (weights: ReadonlyMap<string, Float32Array>, which: string) =>
      weights.get(name.replace('.weight', `.lora_${which}.weight`)) ?? new Float32Array();
    const base = readModel(modelFolderOf('llama-tiny')).get(name) ?? new Float32Array();
    const once = merge(base, matrix(aligned, 'A'), matrix(aligned, 'B'));
    expectClose(written.get(name), merge(once, matrix(attacked, 'A'), matrix(attacked, 'B')));
  });

  it('writes a single LoRA attack as one adapter', async () => {
    writeAttack('f', 'a', 'single');
    const weights = writeWeights('f', goldenTrainables.lora, 7);
    const out = path.join(root, 'single');
    await run({ kind: 'export-stage', stages, key: keyOf('f'), out });
    expect(readAdapterWeights(out).weights).toEqual(weights);
  });

  it('writes what the defence after fine-tuning of an evaluation makes of the attack, and says that others have no weights', async () => {
    const model = modelFolderOf('llama-tiny');
    const adapter = readAdapterWeights(path.join(model, 'adapter')).weights;
    const trained = listTrainables(readModelConfig(model), goldenTrainables.lora);
    for (const key of ['1', '2']) writeCheckpoint(path.join(stages, keyOf(key)), 5, trained, adapter);
    const evaluate = (post?: object) => ({
      kind: 'evaluate',
      from: keyOf('2'),
      aligned: keyOf('1'),
      loraMode: 'single',
      evaluation: { safety: { data: dataset, maxNewTokens: 4 }, utility: null, benign: null },
      ...(post ? { post } : {}),
    });
    const method = { name: 'antidote', denseRatio: 0.5, choose: 'random' };
    writeStage(stages, keyOf('3'), evaluate({ method, harmful: null }));
    writeStage(stages, keyOf('4'), evaluate());
    const out = path.join(root, 'pruned');
    await run({ kind: 'export-stage', stages, key: keyOf('3'), out });
    const written = readAdapterWeights(out).weights;
    expect([...written.keys()].sort()).toEqual([...adapter.keys()].sort());
    for (const [name, values] of written) {
      const whole = adapter.get(name) ?? new Float32Array();
      const kept = values.filter((value, place) => value === whole[place]);
      expect(kept.length, name).toBe(values.length / 2);
      expect(
        values.filter((value) => value === 0),
        name,
      ).toHaveLength(values.length / 2);
    }
    const job = { kind: 'export-stage', stages, key: keyOf('4'), out: path.join(root, 'none') };
    await expect(run(job)).rejects.toMatchObject({ code: 'export/no-weights' });
  });

  it('says that a stage has kept no model yet', async () => {
    writeStage(stages, keyOf('9'), alignment(goldenTrainables.lora));
    const job = { kind: 'export-stage', stages, key: keyOf('9'), out: path.join(root, 'nothing') };
    await expect(run(job)).rejects.toMatchObject({
      code: 'export/no-weights',
      message: expect.stringContaining('999999999999'),
    });
  });
});

function run(job: unknown): Promise<string> {
  return runJob(jobSchema.parse(job), { emit: () => {}, signal: new AbortController().signal });
}

function alignment(trainable: Trainable) {
  return { kind: 'align', trainable, method: { name: 'sft' }, data: dataset, harmful: null, training: {} };
}

/** An alignment stage with a kept model of random weights, which are given back. */
function writeAlignment(digit: string, trainable: Trainable, step = 10): Map<string, Float32Array> {
  writeStage(stages, keyOf(digit), alignment(trainable));
  return writeWeights(digit, trainable, step);
}

function writeAttack(digit: string, from: string, loraMode: 'single' | 'double'): void {
  const stage = {
    kind: 'attack',
    from: keyOf(from),
    method: { name: 'sft' },
    task: dataset,
    harmful: null,
    n: 10,
    p: 0,
    loraMode,
    checkpointSteps: [],
    training: {},
    disjointFrom: [],
  };
  writeStage(stages, keyOf(digit), stage);
}

function writeWeights(digit: string, trainable: Trainable, step: number): Map<string, Float32Array> {
  const trained = listTrainables(readModelConfig(modelFolderOf('llama-tiny')), trainable);
  const seed = step + digit.charCodeAt(0);
  const weights = new Map(
    trained.map(({ name, shape }, index) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, (_, at) => Math.sin(seed + 31 * index + at)),
    ]),
  );
  writeCheckpoint(path.join(stages, keyOf(digit)), step, trained, weights);
  return weights;
}

function readModel(folder: string): Map<string, Float32Array> {
  const model = openModelFolder(folder);
  try {
    return new Map(model.names().map((name) => [name, model.readFloat32(name)]));
  } finally {
    model.close();
  }
}

/** W + (8/4)·B·A in double precision. */
function merge(weight: ArrayLike<number>, a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const rank = 4;
  const columns = a.length / rank;
  return Array.from({ length: weight.length }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let inner = 0; inner < rank; inner++) sum += b[row * rank + inner] * a[inner * columns + column];
    return weight[at] + 2 * sum;
  });
}

function expectClose(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): void {
  expect(actual).toHaveLength(expected.length);
  let worst = 0;
  for (let index = 0; index < expected.length; index++)
    worst = Math.max(worst, Math.abs((actual?.[index] ?? Number.NaN) - expected[index]));
  expect(worst).toBeLessThan(3e-6);
}
