import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLab, runWorkerJob } from '../../src/lab/index.ts';
import { stageWorkerPath } from '../../src/lab/worker-paths.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { waitForStage } from './fixtures/project.ts';

const sample = resolve(import.meta.dirname, '../../resources/sample');
const split = join(sample, 'data', 'split-0');

/** A spec over the sample project, small enough for a test. */
function writeSampleSpec(folder: string, alignmentSteps: number): string {
  const few = (path: string, count: number) => ({ path, count });
  const settings = {
    model: { path: join(sample, 'model') },
    template: 'plain',
    maxLength: 64,
    trainable: { kind: 'full' },
    alignment: {
      method: { name: 'booster', lambda: 2 },
      data: few(join(split, 'alignment.jsonl'), 40),
      harmful: few(join(split, 'harmful.jsonl'), 40),
      training: { maxSteps: alignmentSteps },
    },
    attack: {
      task: { path: join(sample, 'data', 'reviews-train.jsonl') },
      harmful: { path: join(split, 'attack.jsonl') },
      n: 40,
      training: { maxSteps: 3 },
    },
    evaluation: { safety: { data: few(join(split, 'test-harmful.jsonl'), 8), maxNewTokens: 8 } },
  };
  const path = join(folder, 'spec.json');
  writeFileSync(path, JSON.stringify({ version: 1, name: 'End to end', settings }));
  return path;
}

describe('lab with the real engine', () => {
  it('aligns, attacks and evaluates the sample model', { timeout: 180_000 }, async () => {
    const folder = makeTemporaryFolder();
    const lab = await openLab({ dataFolder: join(folder, 'data'), slots: 1 });
    onTestFinished(() => lab.stop());
    const { id } = await lab.submit(writeSampleSpec(folder, 4));
    lab.start();
    await lab.waitForExperiment(id);
    expect(lab.listStages(id).map((stage) => stage.error)).toEqual([null, null, null]);
    expect(lab.listRuns(id).map((run) => run.status)).toEqual(['completed']);
    const stages = lab.listRuns(id)[0]?.stages;
    const [f] = lab.getMetrics(stages?.align ?? '', { names: ['f'] });
    expect(f?.steps).toEqual([1, 2, 3, 4]);
    expect(f?.values.every((value) => value !== null && value > 0)).toBe(true);
    const scores = lab.getScores(stages?.evaluate ?? '').filter((score) => score.metric === 'HS');
    expect(scores.map((score) => [score.step, score.n])).toEqual([
      [0, 8],
      [3, 8],
    ]);
    expect(lab.countSamples(stages?.evaluate ?? '')).toBe(16);
  });

  it('cancels a training resumably, with its place saved', { timeout: 180_000 }, async () => {
    const folder = makeTemporaryFolder();
    const lab = await openLab({ dataFolder: join(folder, 'data'), slots: 1 });
    onTestFinished(() => lab.stop());
    const { id } = await lab.submit(writeSampleSpec(folder, 100_000));
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    const key = await running;
    await new Promise<void>((done) =>
      lab.subscribe((event) => void (event.kind === 'stage.progressed' && event.done > 0 && done())),
    );
    await lab.cancel({ experimentId: id });
    const stage = lab.getStage(key);
    expect(stage).toMatchObject({ status: 'cancelled', error: null });
    expect(existsSync(join(stage.folder, 'resume'))).toBe(true);
  });

  it('saves its place and leaves the log open when the lab is gone', { timeout: 180_000 }, async () => {
    const folder = makeTemporaryFolder();
    const lab = await openLab({ dataFolder: join(folder, 'data'), slots: 1 });
    const { id } = await lab.submit(writeSampleSpec(folder, 100_000));
    const stage = lab.getStage(lab.listRuns(id)[0]?.stages.align ?? '');
    await lab.stop();
    const worker = fork(stageWorkerPath, [stage.folder], { execArgv: [] });
    onTestFinished(() => void worker.kill('SIGKILL'));
    const log = join(stage.folder, 'events.jsonl');
    await vi.waitUntil(() => existsSync(log) && /"kind":"progressed".*"done":[1-9]/.test(readFileSync(log, 'utf8')), {
      timeout: 120_000,
      interval: 100,
    });
    worker.disconnect();
    const [code] = await once(worker, 'exit');
    expect(code).toBe(3);
    expect(readFileSync(log, 'utf8')).not.toContain('"kind":"finished"');
    expect(existsSync(join(stage.folder, 'resume'))).toBe(true);
  });

  it('runs a job in a worker and hands its reason back when it fails', { timeout: 180_000 }, async () => {
    const folder = makeTemporaryFolder();
    const out = join(folder, 'answers.jsonl');
    const job = {
      kind: 'generate' as const,
      model: join(sample, 'model'),
      adapters: [],
      template: 'plain' as const,
      maxLength: 64,
      batchSize: 4,
      data: {
        path: join(split, 'test-harmful.jsonl'),
        columns: { instruction: 'instruction', input: 'input', output: 'output' },
        start: 0,
        count: 4,
        offByOne: false,
      },
      maxNewTokens: 4,
      out,
    };
    const options = { onEvent: () => undefined, signal: new AbortController().signal };
    await runWorkerJob({ kind: 'job', job }, options);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(4);
    await expect(
      runWorkerJob({ kind: 'job', job: { ...job, model: join(folder, 'none') } }, options),
    ).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringContaining('none'),
    });
  });
});
