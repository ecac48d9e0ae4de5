import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recallDigests } from '../../src/lab/folder/digest-file.ts';
import { indexFolders } from '../../src/lab/folder/index-folders.ts';
import { forecastRemaining, forecastStages } from '../../src/lab/forecast/index.ts';
import { planExperiment } from '../../src/lab/plan/index.ts';
import type { StageFile } from '../../src/shared/spec/stage.ts';
import { openStore } from '../../src/store/index.ts';
import { makeProject, type Project, usualSettings } from './fixtures/project.ts';
import { recordStage } from './fixtures/record-stage.ts';

const training = { maxSteps: 100, batchSize: 10 };
const settings = {
  ...usualSettings,
  trainable: { kind: 'full' },
  alignment: { ...usualSettings.alignment, training },
  attack: { ...usualSettings.attack, checkpointSteps: [50], training },
};

/** A model of 1,000 trained and 100 frozen parameters in a project whose files have ten rows each. */
function makeSizedProject(): Project {
  const project = makeProject();
  writeModel(project, 'model', [100, 10]);
  for (const name of ['align', 'harmful', 'attack-harmful', 'task', 'safety'])
    writeFileSync(join(project.folder, `${name}.jsonl`), `{"instruction": "${name}"}\n`.repeat(10));
  return project;
}

function writeModel(project: Project, folder: string, shape: readonly number[]): void {
  const header = JSON.stringify({
    'model.embed_tokens.weight': { dtype: 'F32', shape: [10, 10], data_offsets: [0, 400] },
    'model.layers.0.self_attn.q_proj.weight': { dtype: 'F32', shape, data_offsets: [400, 4400] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(join(project.folder, folder, 'model.safetensors'), Buffer.concat([length, Buffer.from(header)]));
}

async function plan(project: Project, parts: Readonly<Record<string, unknown>> = {}): Promise<StageFile[]> {
  const options = { memory: recallDigests(null), isComplete: () => false, execution: {} };
  const { stages } = await planExperiment(project.writeSpec({ settings, ...parts }), options);
  return stages.map((stage) => stage.file);
}

function index(project: Project) {
  mkdirSync(project.dataFolder, { recursive: true });
  const store = openStore(join(project.dataFolder, 'lab.sqlite'));
  onTestFinished(() => store.close());
  expect(indexFolders(store, project.dataFolder)).toEqual([]);
  return store;
}

/** Align 100 s, attack 50 s, evaluate 30 s. */
async function recordOneRun(project: Project): Promise<StageFile[]> {
  const files = await plan(project);
  for (const file of files) {
    const durationMs = { align: 100_000, attack: 50_000, evaluate: 30_000 }[file.stage.kind];
    const keptSteps = { align: [100], attack: [50, 100], evaluate: [] }[file.stage.kind];
    const kept = Object.fromEntries(keptSteps.map((step) => [step, 4000]));
    recordStage(project.dataFolder, file, { durationMs, kept, peakMemoryBytes: 700e6 });
  }
  return files;
}

const seconds = (value: number | null | undefined) => (typeof value === 'number' ? Math.round(value / 1000) : value);

describe('forecastStages', () => {
  it('knows sizes but no times before anything ran', async () => {
    const project = makeSizedProject();
    const forecast = forecastStages(index(project), await plan(project), 2);
    expect(forecast).toMatchObject({ durationMs: null, diskBytes: 3 * 4000 });
    expect(forecast.memoryBytes).toBeGreaterThan(700e6);
    expect(forecast.basis).toMatch(/not known yet.*estimate from the size of the model/);
  });

  it('costs nothing for what is complete', async () => {
    const project = makeSizedProject();
    const files = await recordOneRun(project);
    const forecast = forecastStages(index(project), files, 2);
    expect(forecast).toMatchObject({ durationMs: 0, diskBytes: 0, basis: 'Everything is complete already.' });
    expect([...forecast.durationMsByStage.values()].map(seconds)).toEqual([100, 50, 30]);
  });

  it('scales training by steps and evaluation by prompts, models and longest answers', async () => {
    const project = makeSizedProject();
    await recordOneRun(project);
    const longer = {
      ...settings,
      seed: 1,
      attack: { ...settings.attack, checkpointSteps: [50, 100, 150], training: { ...training, maxSteps: 200 } },
      evaluation: { safety: { ...settings.evaluation.safety, maxNewTokens: 1024 } },
    };
    const files = await plan(project, { settings: longer });
    const forecast = forecastStages(index(project), files, 2);
    expect([...forecast.durationMsByStage.values()].map(seconds)).toEqual([100, 100, (30 * 2 * 5) / 3]);
    expect(forecast).toMatchObject({ memoryBytes: 700e6, diskBytes: 5 * 4000 });
    expect(seconds(forecast.durationMs)).toBe(300);
    expect(forecast.basis).toMatch(/^The time is measured.*at most\.$/);
  });

  it('scales by the batch, counts epochs in rows, and takes another kind’s steps where it has no own', async () => {
    const project = makeSizedProject();
    const [align] = await recordOneRun(project);
    expect(align?.stage.kind).toBe('align');
    const epochs = {
      ...settings,
      alignment: { ...settings.alignment, training: { epochs: 50, batchSize: 5 } },
    };
    const [file] = await plan(project, { settings: epochs });
    const forecast = forecastStages(index(project), file ? [file] : [], 1);
    // 50 epochs of two batches, half as large.
    expect(seconds(forecast.durationMs)).toBe(50);
  });

  it('does not stretch loading and compiling with the steps', async () => {
    const project = makeSizedProject();
    const files = await plan(project);
    // 60 s before the first step is written, then 0.4 s for each.
    const [align] = files;
    if (align) recordStage(project.dataFolder, align, { durationMs: 100_000, stepTimes: { 1: 60_400, 100: 100_000 } });
    const store = index(project);
    const of = async (maxSteps: number) => {
      const alignment = { ...settings.alignment, training: { ...training, maxSteps } };
      const [file] = await plan(project, { settings: { ...settings, seed: 2, alignment } });
      return seconds(forecastStages(store, file ? [file] : [], 1).durationMs);
    };
    expect([await of(10), await of(1000)]).toEqual([64, 460]);
  });

  it('plays the queue over the slots: shared stages first, then what they hold back', async () => {
    const project = makeSizedProject();
    await recordOneRun(project);
    const files = await plan(project, { settings: { ...settings, seed: 5 }, vary: { 'attack.n': [10, 20, 30] } });
    const store = index(project);
    expect(seconds(forecastStages(store, files, 1).durationMs)).toBe(100 + 3 * 80);
    expect(seconds(forecastStages(store, files, 3).durationMs)).toBe(180);
    const two = forecastStages(store, files, 2);
    // Along the runs, as the queue does: the third attack waits for two evaluations.
    expect(seconds(two.durationMs)).toBe(100 + 50 + 30 + 50 + 30);
    expect(two.memoryBytes).toBe(1400e6);
  });

  it('estimates another model by its parameters, and says so', async () => {
    const project = makeSizedProject();
    await recordOneRun(project);
    const store = index(project);
    cpSync(join(project.folder, 'model'), join(project.folder, 'larger'), { recursive: true });
    writeModel(project, 'larger', [100, 100]);
    const [file] = await plan(project, { settings: { ...settings, model: { path: 'larger' } } });
    const forecast = forecastStages(store, file ? [file] : [], 1);
    const operations = (trained: number) => 4 * (trained + 100) + 2 * trained;
    // The rate is the middle of the two trainings' rates: one over 100 s, one over 50 s.
    const expected = operations(10_000) / ((operations(1000) / 100 + operations(1000) / 50) / 2);
    expect(seconds(forecast.durationMs)).toBe(Math.round(expected));
    expect(forecast.basis).toContain('rough estimate');
  });

  it('gives no number for files that cannot be counted, and does not fail', async () => {
    const project = makeSizedProject();
    await recordOneRun(project);
    writeFileSync(join(project.folder, 'align.json'), 'no rows');
    const odd = {
      ...settings,
      alignment: { ...settings.alignment, data: { path: 'align.json' }, training: { epochs: 1 } },
    };
    expect(forecastStages(index(project), await plan(project, { settings: odd }), 1).durationMs).toBeNull();
  });

  it('is fast when the store has many stages', async () => {
    const project = makeSizedProject();
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const files = await plan(project, { vary: { seed: seeds } });
    for (const file of files.slice(0, 150)) recordStage(project.dataFolder, file, { durationMs: 1000 });
    const store = index(project);
    forecastStages(store, files, 2);
    const beforeMs = performance.now();
    expect(forecastStages(store, files, 2).durationMs).toBeGreaterThan(0);
    expect(performance.now() - beforeMs).toBeLessThan(500);
  });
});

describe('forecastRemaining', () => {
  it('believes a running stage, and takes its progress as a measurement for others like it', async () => {
    const project = makeSizedProject();
    const files = await plan(project, { vary: { seed: [0, 1] } });
    const aligns = files.filter(({ stage }) => stage.kind === 'align');
    const [running, waiting] = aligns;
    if (!running || !waiting) throw new Error('Two alignments were expected.');
    recordStage(project.dataFolder, running, { durationMs: 20_000, fraction: 0.25, remainingMs: 60_000 });
    const store = index(project);
    const files2 = forecastStages(store, [waiting], 1);
    expect(seconds(files2.durationMs)).toBe(80);
    const { remainingMsByStage, remainingMs } = forecastRemaining(store, [running.key], 2);
    expect(seconds(remainingMsByStage.get(running.key))).toBe(60);
    expect(seconds(remainingMs)).toBe(60);
  });

  it('is zero for complete stages and null where nothing is known', async () => {
    const project = makeSizedProject();
    const [align, attack] = await plan(project);
    if (!align || !attack) throw new Error('Two stages were expected.');
    recordStage(project.dataFolder, align, { durationMs: 20_000 });
    recordStage(project.dataFolder, attack, { durationMs: 20_000, fraction: 0.01 });
    const { remainingMsByStage } = forecastRemaining(index(project), [align.key, attack.key], 2);
    expect(remainingMsByStage.get(align.key)).toBe(0);
    expect(remainingMsByStage.get(attack.key)).not.toBe(0);
  });
});
