import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetricBuffer, createProgressMeter } from '../../../src/engine/train/event-buffers.ts';
import { type StageEvent, stageEventSchema } from '../../../src/shared/events.ts';
import { collectMetrics, eventsOf } from '../../support/tiny-training.ts';
import { runTiny, type TinyRun } from './tiny-run.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-training-'));
const folder = path.join(root, 'stage');
let run: TinyRun;

beforeAll(async () => {
  run = await runTiny(folder, {
    keepSteps: [3, 12, 40],
    totalSteps: 12,
    training: { schedule: 'linear', learningRate: 0.012 },
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('runTraining', () => {
  it('keeps the models asked for and the last one, and tells their size', () => {
    expect(run.outcome).toBe('completed');
    expect(readdirSync(folder)).toEqual(['checkpoints']);
    expect(readdirSync(path.join(folder, 'checkpoints')).sort()).toEqual(['step-000003', 'step-000012']);
    for (const { path: kept, sizeBytes } of eventsOf(run.events, 'checkpointed')) {
      expect(sizeBytes).toBe(statSync(path.join(folder, kept, 'weights.safetensors')).size);
    }
    expect(eventsOf(run.events, 'checkpointed').map(({ step }) => step)).toEqual([3, 12]);
  });

  it('writes each step’s numbers once, in columns', () => {
    for (const event of run.events) expect(stageEventSchema.parse(event)).toEqual(event);
    const events = eventsOf(run.events, 'metrics');
    expect(events.flatMap(({ steps }) => steps)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    for (const { steps, values } of events) {
      expect(Object.keys(values).sort()).toEqual(['epoch', 'f', 'gradientNorm', 'learningRate', 'tokensPerSecond']);
      for (const column of Object.values(values)) expect(column).toHaveLength(steps.length);
    }
    const points = collectMetrics(events);
    expect(points.get(1)?.['learningRate']).toBeCloseTo(0.012, 10);
    expect(points.get(12)?.['learningRate']).toBeCloseTo(0.001, 10);
    expect(points.get(12)?.['epoch']).toBeCloseTo(2 + 6 / 15, 10);
    expect(points.get(12)?.['f']).toBeLessThan(points.get(1)?.['f'] ?? 0);
  });

  it('writes a step’s numbers before the model kept after it', () => {
    const kinds = run.events.filter(({ kind }) => kind === 'metrics' || kind === 'checkpointed');
    const firstKept = kinds.findIndex(({ kind }) => kind === 'checkpointed');
    expect(eventsOf(kinds.slice(0, firstKept), 'metrics').flatMap(({ steps }) => steps)).toEqual([1, 2, 3]);
  });

  it('ends with an error that names the step where a loss is no number, and keeps the curve up to there', async () => {
    const events: StageEvent[] = [];
    const stage = path.join(root, 'diverging');
    const failing = runTiny(stage, { initial: huge() }, events);
    await expect(failing).rejects.toMatchObject({
      code: 'train/not-a-number',
      message: expect.stringMatching(/^Step 1: \w+ became (NaN|-?Infinity)/),
    });
    const points = collectMetrics(events);
    expect([...points.keys()]).toEqual([1]);
    expect(Object.values(points.get(1) ?? {})).toContain(null);
    expect(existsSync(path.join(stage, 'resume'))).toBe(false);
  });
});

describe('createProgressMeter', () => {
  it('reports at most four times a second, never backwards, from the start to the end', async () => {
    const events: StageEvent[] = [];
    const meter = createProgressMeter({
      emit: (event) => events.push(event),
      phase: 'alignment',
      total: 50,
      start: 10,
    });
    for (let done = 11; done <= 50; done++) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      meter.advance(done, 15);
    }
    meter.finish();
    const reports = eventsOf(events, 'progressed');
    expect(reports[0]).toMatchObject({ done: 10, total: 50, fraction: 0.2, remainingMs: null });
    expect(reports.at(-1)).toMatchObject({ done: 50, fraction: 1, remainingMs: 0 });
    expect(reports.length).toBeGreaterThan(2);
    const steps = reports.slice(1).map((report, index) => ({
      done: report.done - reports[index].done,
      ms: report.atMs - reports[index].atMs,
    }));
    for (const { done } of steps) expect(done).toBeGreaterThanOrEqual(0);
    // The last report is not held back.
    for (const { ms } of steps.slice(0, -1)) expect(ms).toBeGreaterThanOrEqual(249);
    const middle = reports[1];
    expect(middle.remainingMs).toBe(15 * (50 - middle.done));
  });

  it('weighs the pace by the units that were done, so that one slow answer does not count as much as a batch', async () => {
    const events: StageEvent[] = [];
    const meter = createProgressMeter({
      emit: (event) => events.push(event),
      phase: 'evaluation',
      total: 1000,
      start: 0,
    });
    meter.advance(100, 50);
    meter.advance(101, 300);
    await new Promise((resolve) => setTimeout(resolve, 260));
    meter.advance(400, 10);
    const left = eventsOf(events, 'progressed').at(-1)?.remainingMs ?? 0;
    expect(left).toBeGreaterThan(10 * 600);
    expect(left).toBeLessThan(12 * 600);
  });
});

describe('createMetricBuffer', () => {
  it('fills columns with null where a step has no finite value', () => {
    const events: StageEvent[] = [];
    const buffer = createMetricBuffer((event) => events.push(event));
    buffer.add(1, { f: 1 });
    buffer.add(2, { f: Number.NaN, g: 2 });
    buffer.add(3, { g: Number.POSITIVE_INFINITY });
    buffer.flush();
    buffer.flush();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ steps: [1, 2, 3], values: { f: [1, null, null], g: [null, 2, null] } });
  });
});

/** An adapter whose output overflows float32. */
function huge(): Map<string, Float32Array> {
  const modules = [0, 1].flatMap((layer) =>
    ['q_proj', 'k_proj', 'v_proj'].map((name) => `model.layers.${layer}.self_attn.${name}`),
  );
  return new Map(
    modules.flatMap((module): [string, Float32Array][] => [
      [`${module}.lora_A.weight`, new Float32Array(4 * 32).fill(1e30)],
      [`${module}.lora_B.weight`, new Float32Array((module.endsWith('q_proj') ? 32 : 16) * 4).fill(1e30)],
    ]),
  );
}
