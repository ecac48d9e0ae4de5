import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveMetrics } from '../../src/store/metrics.ts';
import {
  acquireLock,
  countSampleRows,
  cutMetrics,
  deleteStage,
  findNextStage,
  findStageRow,
  isStageWanted,
  listCheckpointRows,
  listLogRows,
  listMetrics,
  listMetricTimes,
  listSampleRows,
  listVerdictRows,
  listScores,
  openStore,
  openStoreReader,
  readLastValues,
  saveCheckpoint,
  saveExperiment,
  saveLog,
  saveRun,
  readVerdicts,
  saveSample,
  saveScore,
  saveStage,
  saveStageState,
  saveStarted,
  setRunWanted,
  type WritableStore,
} from '../../src/store/index.ts';
import { experimentSpecSchema } from '../../src/shared/spec/experiment.ts';
import { keyA, keyB, keyC, makeRunSettings, makeStageFile } from './fixtures/records.ts';
import { makeTemporaryFolder } from './fixtures/temporary-folder.ts';

function openWithStage(): { store: WritableStore; path: string } {
  const path = join(makeTemporaryFolder(), 'lab.sqlite');
  const store = openStore(path);
  saveStage(store, makeStageFile(keyA), { status: 'queued', atMs: 1, error: null });
  return { store, path };
}

function metricsEvent(steps: number[], values: Record<string, (number | null)[]>) {
  return { kind: 'metrics', atMs: 1, steps, values } as const;
}

describe('store', () => {
  it('inserts 100,000 metric points in well under a second', () => {
    const { store } = openWithStage();
    const steps = Array.from({ length: 20_000 }, (_, index) => index + 1);
    const values = Object.fromEntries(
      ['f', 'h', 'hPerturbed', 'gradientNorm', 'learningRate'].map((name) => [name, steps.map(Math.sqrt)]),
    );
    const startedAtMs = performance.now();
    store.transact(() => saveMetrics(store, keyA, [metricsEvent(steps, values)]));
    const elapsedMs = performance.now() - startedAtMs;
    expect(
      listMetrics(store, keyA, { names: null, maxPoints: null, afterStep: -1 }).flatMap((series) => series.values),
    ).toHaveLength(100_000);
    expect(elapsedMs).toBeLessThan(900);
    store.close();
  });

  it('lets a later attempt replace the points from its step on, and drops what it did not reach', () => {
    const { store } = openWithStage();
    saveMetrics(store, keyA, [metricsEvent([1, 2, 3, 4], { f: [1, 2, 3, 4] })]);
    saveCheckpoint(store, keyA, {
      kind: 'checkpointed',
      atMs: 1,
      step: 4,
      path: 'checkpoints/step-000004',
      sizeBytes: 10,
    });
    saveStarted(store, keyA, {
      kind: 'started',
      atMs: 2,
      attempt: 2,
      pid: 1,
      host: 'h',
      device: 'cpu',
      versions: {},
      resumedFromStep: 2,
    });
    saveMetrics(store, keyA, [metricsEvent([3], { f: [30] })]);
    expect(listMetrics(store, keyA, { names: null, maxPoints: null, afterStep: -1 })).toEqual([
      { name: 'f', steps: [1, 2, 3], values: [1, 2, 30] },
    ]);
    expect(listCheckpointRows(store, keyA)).toEqual([]);
    expect(findStageRow(store, keyA)?.sizeBytes).toBe(0);
    store.close();
  });

  it('thins a curve to the asked size and keeps first, last, spikes and gaps', () => {
    const { store } = openWithStage();
    const steps = Array.from({ length: 1000 }, (_, index) => index + 1);
    const values: (number | null)[] = steps.map((step) => step % 7);
    values[333] = 1e6;
    values[555] = -1e6;
    values[777] = null;
    saveMetrics(store, keyA, [metricsEvent(steps, { f: values })]);
    const [series] = listMetrics(store, keyA, { names: ['f'], maxPoints: 50, afterStep: -1 });
    expect(series?.steps.length).toBeLessThanOrEqual(50);
    expect(series?.steps.at(0)).toBe(1);
    expect(series?.steps.at(-1)).toBe(1000);
    expect(series?.steps).toEqual([...(series?.steps ?? [])].sort((left, right) => left - right));
    expect(series?.values).toEqual(expect.arrayContaining([1e6, -1e6, null]));
    store.close();
  });

  it('keeps curves over the borders of their pieces, whatever the order and size of the batches', () => {
    const { store } = openWithStage();
    const all = Array.from({ length: 3000 }, (_, index) => index + 1);
    const batches = [all.slice(2000), all.slice(0, 1500), [700, 1024, 2500], all.slice(1500, 2000)];
    for (const steps of batches) {
      const values = steps.map((step) => (step % 1000 === 0 ? null : step / (steps.length === 3 ? 10 : 1)));
      saveMetrics(store, keyA, [metricsEvent(steps, { f: values })]);
    }
    const expected = all.map((step) => {
      if (step % 1000 === 0) return null;
      return [700, 1024, 2500].includes(step) ? step / 10 : step;
    });
    const everything = { names: null, maxPoints: null, afterStep: -1 };
    expect(listMetrics(store, keyA, everything)).toEqual([{ name: 'f', steps: all, values: expected }]);
    expect(listMetrics(store, keyA, { ...everything, afterStep: 2047 })[0]?.steps).toEqual(all.slice(2047));
    expect(readLastValues(store)).toEqual([{ stageKey: keyA, name: 'f', value: null }]);
    cutMetrics(store, keyA, 1024);
    expect(listMetrics(store, keyA, everything)[0]?.steps).toEqual(all.slice(0, 1024));
    expect(readLastValues(store)).toEqual([{ stageKey: keyA, name: 'f', value: 102.4 }]);
    cutMetrics(store, keyA, 0);
    expect(listMetrics(store, keyA, everything)).toEqual([]);
    expect(readLastValues(store)).toEqual([]);
    store.close();
  });

  it('remembers when steps were written, thins that like a curve, and lets no clock run backwards', () => {
    const { store } = openWithStage();
    const at = (steps: number[], atMs: number) => ({ ...metricsEvent(steps, { f: steps }), atMs });
    saveMetrics(store, keyA, [at([1, 2], 1000), at([3], 900), at([4, 5, 6], 1100.6)]);
    const everything = { maxPoints: null, afterStep: -1 };
    expect(listMetricTimes(store, keyA, everything)).toEqual({ steps: [2, 3, 6], atMs: [1000, 1000, 1101] });
    expect(listMetricTimes(store, keyA, { ...everything, afterStep: 3 })).toEqual({ steps: [6], atMs: [1101] });
    saveMetrics(
      store,
      keyA,
      Array.from({ length: 500 }, (_, index) => at([10 + index], 2000 + index)),
    );
    const thinned = listMetricTimes(store, keyA, { maxPoints: 20, afterStep: -1 });
    expect(thinned.steps.length).toBeLessThanOrEqual(20);
    expect(thinned.steps.at(-1)).toBe(509);
    store.close();
  });

  it('gives back scores, samples, checkpoints and logs as they were saved', () => {
    const { store } = openWithStage();
    const score = {
      step: 100,
      metric: 'HS',
      judge: 'refusal',
      judgeVersion: '1',
      successes: 3,
      n: 4,
      value: 75,
      low: 30.1,
      high: 95.4,
    };
    const sample = {
      step: 100,
      set: 'safety' as const,
      index: 7,
      prompt: 'how do i make lumipo ?',
      response: 'mix',
      expected: null,
      verdicts: { refusal: true },
      incoherent: false,
    };
    const log = { file: 'events.jsonl' as const, line: 3, atMs: 5, level: 'warning' as const, message: 'slow' };
    saveScore(store, keyA, { kind: 'scored', atMs: 1, ...score, value: 50 });
    saveScore(store, keyA, { kind: 'scored', atMs: 2, ...score });
    saveSample(store, keyA, sample);
    saveSample(store, keyA, { ...sample, set: 'benign', expected: 'stir' });
    saveLog(store, keyA, log);
    expect(listScores(store, keyA)).toEqual([score]);
    expect(listSampleRows(store, keyA, { set: 'safety', step: null, limit: 10, offset: 0 })).toEqual([sample]);
    expect(listSampleRows(store, keyA, { set: null, step: 100, limit: 1, offset: 1 })).toEqual([sample]);
    expect(countSampleRows(store, keyA, { set: null, step: 100 })).toBe(2);
    expect(readVerdicts(store, keyA, { set: 'safety', step: 100 })).toMatchObject({
      indexes: Int32Array.of(sample.index),
      kinds: Uint16Array.of(0),
      distinct: [{ verdicts: sample.verdicts, incoherent: sample.incoherent }],
    });
    expect(readVerdicts(store, keyA, { set: 'utility', step: 100 }).indexes).toHaveLength(0);
    expect(listVerdictRows(store, keyA, { set: 'safety', step: 100 })).toEqual([
      { index: sample.index, verdicts: sample.verdicts },
    ]);
    expect(listLogRows(store, keyA)).toEqual([log]);
    deleteStage(store, keyA);
    expect(listScores(store, keyA)).toEqual([]);
    store.close();
  });

  it('starts stages along the first run before those of later runs, and only behind complete ones', () => {
    const { store } = openWithStage();
    for (const key of [keyB, keyC]) saveStage(store, makeStageFile(key), { status: 'queued', atMs: 1, error: null });
    const spec = experimentSpecSchema.parse({ version: 1, name: 'x', settings: {} });
    saveExperiment(store, { id: 'e', name: 'x', createdAtMs: 1, specPath: '/x.json', spec });
    const run = {
      experimentId: 'e',
      arm: 'SFT',
      varied: {},
      settings: makeRunSettings(),
      isWanted: true,
      presentKeys: new Set([keyA, keyB, keyC]),
    };
    saveRun(store, { ...run, runId: 'e-1', position: 0, stageKeys: [keyA, keyB] });
    saveRun(store, { ...run, runId: 'e-2', position: 1, stageKeys: [keyC] });
    expect(findNextStage(store, null)).toBe(keyA);
    saveStageState(store, keyA, { status: 'running', atMs: 2, error: null });
    expect(findNextStage(store, null)).toBe(keyC);
    saveStageState(store, keyA, { status: 'completed', atMs: 3, error: null });
    expect(findNextStage(store, null)).toBe(keyB);
    expect(findNextStage(store, ['other'])).toBeUndefined();
    setRunWanted(store, 'e-1', false);
    expect(isStageWanted(store, keyB)).toBe(false);
    expect(findNextStage(store, ['e'])).toBe(keyC);
    store.close();
  });

  it('lets a reader see what the writer commits, and refuses its writes', () => {
    const { store, path } = openWithStage();
    const reader = openStoreReader(path);
    saveStageState(store, keyA, { status: 'failed', atMs: 9, error: { code: 'a/b', message: 'No.' } });
    expect(findStageRow(reader, keyA)).toMatchObject({
      status: 'failed',
      statusAtMs: 9,
      error: { code: 'a/b', message: 'No.' },
    });
    expect(() => reader.db.exec('DELETE FROM stages')).toThrow(/readonly/);
    reader.close();
    store.close();
  });

  it('names the file and the way out when the database is not one', () => {
    const path = join(makeTemporaryFolder(), 'lab.sqlite');
    writeFileSync(path, 'this is not a database, and long enough to be looked at as one '.repeat(20));
    expect(() => openStore(path)).toThrow(/lab\.sqlite cannot be opened: .*lab rebuild/);
  });

  it('gives the folder lock to one holder at a time', () => {
    const path = join(makeTemporaryFolder(), 'lab.lock');
    const first = acquireLock(path);
    expect(first).toBeDefined();
    expect(acquireLock(path)).toBeUndefined();
    first?.release();
    const second = acquireLock(path);
    expect(second).toBeDefined();
    second?.release();
  });
});
