import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runStage } from '../../../src/engine/stage.ts';
import { readCheckpoint } from '../../../src/engine/train/checkpoints.ts';
import type { StageEvent } from '../../../src/shared/events.ts';
import type { StageFile } from '../../../src/shared/spec/stage.ts';
import { commonSettings, keyOf, writeDataset, writeStage } from '../../support/stage-files.ts';
import { collectMetrics, eventsOf } from '../../support/tiny-training.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-stages-'));
const stages = path.join(root, 'stages');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rowsOf = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    instruction: `${word} ${index % 2 ? 'lubu' : 'tefe'}`,
    output: `fosadu ${word} bamo`,
  }));
const data = writeDataset(root, 'alignment.jsonl', rowsOf('dira', 10));
const harmful = writeDataset(root, 'harmful.jsonl', rowsOf('gapo', 8));
const model = { ...commonSettings.model, frozenPrecision: 'bfloat16' };

const training = { maxSteps: 9, batchSize: 4, learningRate: 5e-3 };
const align = {
  kind: 'align',
  model,
  method: { name: 'booster', lambda: 1, alpha: 0.1, harmfulBatchSize: 3 },
  data,
  harmful,
  training,
};
// Its rate is so small that its weights show where it started.
const attack = {
  kind: 'attack',
  model,
  method: { name: 'sft' },
  task: data,
  harmful,
  n: 8,
  p: 0.5,
  checkpointSteps: [2],
  disjointFrom: [],
  training: { maxSteps: 3, batchSize: 8, learningRate: 1e-6, shuffle: false },
};

describe('the stages of a run', () => {
  it('an alignment stopped and gone on with ends at the weights of one that ran through, to the bit', async () => {
    const straight = writeStage(stages, keyOf('a'), align, { checkpointEverySteps: 2 });
    const stopped = writeStage(stages, keyOf('b'), align, { checkpointEverySteps: 2 });
    const expected = await run(straight);
    expect(expected.outcome).toBe('completed');

    const controller = new AbortController();
    const first = await run(stopped, controller.signal, (event) => {
      // The first resume point flushes the metrics of its steps.
      if (event.kind === 'metrics') controller.abort();
    });
    expect(first.outcome).toBe('cancelled');
    expect(readdirSync(path.join(stopped.folder, 'resume'))).toHaveLength(1);
    const second = await run(stopped);
    expect(second.outcome).toBe('completed');
    expect(eventsOf(second.events, 'logged')[0].message).toMatch(/^Goes on after step \d of 9\.$/);
    expect(readCheckpoint(stopped.folder, 9)).toEqual(readCheckpoint(straight.folder, 9));
    const points = collectMetrics([...first.events, ...second.events]);
    for (const [step, point] of collectMetrics(expected.events)) {
      expect({ ...points.get(step), tokensPerSecond: 0 }).toEqual({ ...point, tokensPerSecond: 0 });
    }
  });

  it('an attack starts from the aligned model, in single and in double LoRA mode', async () => {
    const losses = new Map<string, number>();
    for (const [digit, loraMode, from] of [
      ['c', 'single', 'a'],
      ['d', 'double', 'a'],
    ] as const) {
      const stage = writeStage(stages, keyOf(digit), { ...attack, loraMode, from: keyOf(from) });
      const { outcome, events } = await run(stage);
      expect(outcome).toBe('completed');
      expect(eventsOf(events, 'checkpointed').map(({ step }) => step)).toEqual([2, 3]);
      expect(eventsOf(events, 'logged')[0].message).toContain('4 harmful and 4 benign rows');
      losses.set(loraMode, collectMetrics(events).get(1)?.['f'] ?? Number.NaN);
    }
    // In double mode the adapter is merged before the base is rounded to bfloat16.
    expect(Math.abs((losses.get('single') ?? 0) - (losses.get('double') ?? 0))).toBeLessThan(2e-2);
    const single = readCheckpoint(path.join(stages, keyOf('c')), 2);
    const aligned = readCheckpoint(path.join(stages, keyOf('a')), 9);
    for (const [name, values] of single) {
      for (const [index, value] of values.entries())
        expect(Math.abs(value - (aligned.get(name)?.[index] ?? 0))).toBeLessThan(1e-5);
    }
    const double = readCheckpoint(path.join(stages, keyOf('d')), 2);
    const afterB = [...double].filter(([name]) => name.includes('lora_B'));
    expect(afterB.length).toBeGreaterThan(0);
    for (const [, values] of afterB) expect(Math.max(...values.map(Math.abs))).toBeLessThan(1e-5);
  });
});

async function run(
  stage: { folder: string; file: StageFile },
  signal: AbortSignal = new AbortController().signal,
  listen: (event: StageEvent) => void = () => {},
): Promise<{ outcome: string; events: StageEvent[] }> {
  const events: StageEvent[] = [];
  const emit = (event: StageEvent): void => {
    events.push(event);
    listen(event);
  };
  const outcome = await runStage({ ...stage, emit, signal });
  return { outcome, events };
}
