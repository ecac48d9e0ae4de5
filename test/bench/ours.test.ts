import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareSample } from '../../bench/inputs/prepare.ts';
import { measurementSchema, overheadSchema } from '../../bench/sides/job.ts';
import { runOurs } from '../../bench/sides/run-side.ts';

const repository = join(import.meta.dirname, '../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'booster-lab-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('our side of the benchmark', () => {
  it('times the asked number of training steps and gives the loss of every step', async () => {
    const result = await runOurs(
      {
        kind: 'train',
        ...prepareSample(repository, folder),
        warmup: 1,
        steps: 3,
        trainable: { kind: 'full', freezeEmbeddings: true },
        method: { name: 'sft' },
      },
      measurementSchema,
    );
    expect(result.ms).toHaveLength(3);
    expect(result.losses).toHaveLength(4);
    expect(result.losses?.every(Number.isFinite)).toBe(true);
    expect(result.peakBytes).toBeGreaterThan(1e8);
  });

  it('answers all 120 prompts of the sample in every pass', async () => {
    const result = await runOurs(
      { kind: 'generate', ...prepareSample(repository, folder), warmup: 0, steps: 2, batchSize: 64, maxNewTokens: 4 },
      measurementSchema,
    );
    expect(result.newIds?.map((answers) => answers.length)).toEqual([120, 120]);
    expect(result.newIds?.[0]).toEqual(result.newIds?.[1]);
  });

  it('tells the time inside native calls from that of the whole training loop', async () => {
    const sample = join(repository, 'resources', 'sample');
    const result = await runOurs(
      {
        kind: 'overhead',
        modelFolder: join(sample, 'model'),
        dataFolder: join(sample, 'data', 'split-0'),
        trainable: { kind: 'full', freezeEmbeddings: true },
        steps: 20,
      },
      overheadSchema,
    );
    expect(result.calls).toBe(20);
    expect(result.nativeMs).toBeLessThan(result.loopMs);
    expect(result.loopMs).toBeLessThan(result.stageMs);
  });

  it('fails with the reason of the process when a measurement cannot be taken', async () => {
    const job = { kind: 'load', modelFolder: join(folder, 'nowhere'), warmup: 0, steps: 1 } as const;
    await expect(runOurs(job, measurementSchema)).rejects.toThrow(/^ours\.ts .* ended with 1:[^]*nowhere/);
  });
});
