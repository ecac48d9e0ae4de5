import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runJob } from '../../../src/engine/job.ts';
import { runStage } from '../../../src/engine/stage.ts';
import { jobSchema } from '../../../src/shared/spec/job.ts';
import { type ProbeKind, probeResultSchema } from '../../../src/shared/spec/probe.ts';
import { commonSettings, keyOf, writeDataset, writeStage } from '../../support/stage-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-probe-'));
const stages = path.join(root, 'stages');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rowsOf = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    instruction: `${word} ${index % 2 ? 'lubu' : 'tefe'}`,
    output: `fosadu ${word} bamo`,
  }));
const data = writeDataset(root, 'alignment.jsonl', rowsOf('dira', 10));
const harmful = writeDataset(root, 'harmful.jsonl', rowsOf('gapo', 8));
const signal = new AbortController().signal;

beforeAll(async () => {
  const model = { ...commonSettings.model, frozenPrecision: 'float32' };
  const shared = { model, method: { name: 'sft' } };
  const training = { maxSteps: 6, batchSize: 4, learningRate: 5e-3 };
  await train(writeStage(stages, keyOf('a'), { ...shared, kind: 'align', data, harmful: null, training }));
  await train(
    writeStage(stages, keyOf('b'), {
      ...shared,
      kind: 'attack',
      from: keyOf('a'),
      task: data,
      harmful,
      loraMode: 'single',
      n: 8,
      p: 0.5,
      checkpointSteps: [],
      disjointFrom: [],
      training,
    }),
  );
});

describe('the probe of kept models', () => {
  it('starts at the mean loss that `score` gives, also over batches of unequal size', async () => {
    const [aligned] = await probe('harmful-direction', { distances: [0, 0.1], batchSize: 3 });
    const adapter = path.join(root, 'adapter');
    await runJob(jobSchema.parse({ kind: 'export-stage', stages, key: keyOf('a'), out: adapter }), {
      emit: () => {},
      signal,
    });
    const out = path.join(root, 'scores.jsonl');
    const { model, template, maxLength } = commonSettings;
    const score = { kind: 'score', model: model.path, adapters: [adapter], template, maxLength, out };
    await runJob(jobSchema.parse({ ...score, data: { path: harmful.path } }), { emit: () => {}, signal });
    const rows = readFileSync(out, 'utf8').trim().split('\n');
    const scores = rows.map((row) => scoreSchema.parse(JSON.parse(row)));
    const tokens = scores.reduce((sum, row) => sum + row.tokens, 0);
    const mean = scores.reduce((sum, row) => sum + row.loss * row.tokens, 0) / tokens;
    expect(scores).toHaveLength(8);
    expect(aligned).toMatchObject({ kind: 'harmful-direction', key: keyOf('a'), step: 0, rows: 8 });
    if (aligned?.kind !== 'harmful-direction') throw new Error('Another probe was measured.');
    expect(aligned.points[0]?.loss).toBeCloseTo(mean, 4);
  });

  it('falls at first as steeply as its gradient is long, before and after the attack', async () => {
    const results = await probe('harmful-direction', { distances: [-0.01, 0, 0.01] });
    expect(results).toHaveLength(2);
    for (const result of results) {
      if (result.kind !== 'harmful-direction') throw new Error('Another probe was measured.');
      const [before, , after] = result.points.map(({ loss }) => loss);
      // The central difference, whose error is of second order.
      const slope = ((before ?? Number.NaN) - (after ?? Number.NaN)) / 0.02;
      expect(Math.abs(slope / result.gradientNorm - 1)).toBeLessThan(0.02);
    }
  });

  it('finds no drift at all in the aligned model, and some after the attack', async () => {
    const [aligned, attacked] = await probe('drift', {});
    expect(aligned).toMatchObject({ kind: 'drift', step: 0, distance: 0, relativeDistance: 0 });
    if (aligned?.kind !== 'drift' || attacked?.kind !== 'drift') throw new Error('Another probe was measured.');
    expect(aligned.cosine).toBeCloseTo(1, 12);
    expect(attacked.distance).toBeGreaterThan(0);
    expect(attacked.cosine).toBeLessThan(1);
  });

  it('refuses a stage that is no attack', async () => {
    await expect(probe('drift', { key: keyOf('a') })).rejects.toMatchObject({ code: 'probe/no-attack' });
  });
});

const scoreSchema = z.object({ loss: z.number(), tokens: z.number() });

async function train(stage: ReturnType<typeof writeStage>): Promise<void> {
  expect(await runStage({ ...stage, emit: () => {}, signal })).toBe('completed');
}

async function probe(what: ProbeKind, parts: Readonly<Record<string, unknown>>) {
  const out = path.join(root, `${what}.json`);
  const measured = what === 'drift' ? data : harmful;
  const job = { kind: 'probe', what, stages, key: keyOf('b'), steps: [0, 6], data: measured, out, ...parts };
  const outcome = await runJob(jobSchema.parse(job), { emit: () => {}, signal });
  expect(outcome).toBe('completed');
  return z.array(probeResultSchema).parse(JSON.parse(readFileSync(out, 'utf8')));
}
