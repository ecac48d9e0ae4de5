import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { collectReportData, type ReportQueries } from '../../../src/lab/report/collect-report-data.ts';
import { countRows } from '../../../src/lab/report/count-rows.ts';
import type { StageView } from '../../../src/lab/types.ts';
import { experimentSpecSchema } from '../../../src/shared/spec/experiment.ts';
import { type ResolvedDataset, stageFileSchema } from '../../../src/shared/spec/stage.ts';
import { makeFixtureSource } from './fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-collect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeDataset(name: string, text: string | Buffer): ResolvedDataset {
  const path = join(folder, name);
  writeFileSync(path, text);
  const columns = { instruction: 'instruction', input: null, output: 'output' };
  const digest = createHash('sha256').update(text).digest('hex');
  return { path, columns, start: 0, count: null, offByOne: false, digest };
}

/** An experiment of fixture runs with one alignment stage on a real data file. */
function makeQueries(data: ResolvedDataset): ReportQueries {
  const source = makeFixtureSource();
  const [run] = source.runs;
  if (!run) throw new Error('The fixture has runs.');
  const { alignment, ...settings } = run.settings;
  const key = 'b'.repeat(64);
  const stage = {
    kind: 'align',
    engineRevision: 1,
    seed: 0,
    model: { ...settings.model, digest: 'a'.repeat(64) },
    template: settings.template,
    maxLength: settings.maxLength,
    trainable: settings.trainable,
    method: alignment.method,
    training: alignment.training,
    data,
    harmful: null,
  };
  const view: StageView = {
    key,
    kind: 'align',
    file: stageFileSchema.parse({ version: 1, key, stage }),
    folder,
    status: 'completed',
    statusAtMs: 0,
    error: null,
    attempt: 1,
    startedAtMs: 0,
    finishedAtMs: 1,
    resumedFromStep: 0,
    device: 'cpu',
    versions: { tensorflow: '2.21.0' },
    totals: {},
    progress: null,
    sizeBytes: 0,
  };
  const spec = experimentSpecSchema.parse({ version: 1, name: 'x', settings: {}, vary: source.axes });
  const runCounts = {
    queued: 0,
    starting: 0,
    running: 0,
    stopping: 0,
    completed: 20,
    failed: 0,
    cancelled: 0,
    interrupted: 0,
  };
  const experiment = {
    ...source.experiment,
    specPath: join(folder, 'spec.json'),
    spec,
    runCount: 20,
    runCounts,
    origins: [],
  };
  return {
    getExperiment: () => experiment,
    listExperiments: () => [experiment],
    listRuns: (experimentId) =>
      source.runs.map((recorded, position) => ({
        ...recorded,
        experimentId,
        position,
        isWanted: true,
        origin: null,
        startedAtMs: 0,
        finishedAtMs: 1,
      })),
    listTrashedRunIds: () => [],
    listStages: () => [view, view],
    getMetrics: (stageKey) => [...source.listSeries(stageKey)],
    getScores: (stageKey) =>
      source.runs
        .slice(0, 1)
        .flatMap((shown) => source.listScores(stageKey, shown))
        .map((score) => ({ ...score, low: 0, high: 100 })),
    listLastValues: () => [{ name: 'f', value: 0.5 }],
    readVerdicts: (stageKey, place) => source.readVerdicts(stageKey, place),
    listOverrules: () => [{ step: 300, set: 'safety', index: 0, isHarmful: false, note: '', atMs: 0 }],
    listJudges: () => [],
    listVerdicts: () => [],
    listJudgements: () => new Map(),
    listSamples: (stageKey, query) => [...source.listSamples(stageKey, query?.step ?? 0)],
  };
}

describe('collectReportData', () => {
  it('gathers scores and provenance, each data set once with its rows counted', () => {
    const data = writeDataset('align.jsonl', '{"a":1}\n{"a":2}\n\n{"a":3}\n');
    const report = collectReportData(
      makeQueries(data),
      { experimentId: 'last' },
      {
        writtenAtMs: 0,
        codeVersion: '0.1.0',
        gitCommit: null,
      },
    );
    expect(report.scores.length).toBeGreaterThan(0);
    expect(report.provenance).toMatchObject({
      codeVersion: '0.1.0',
      gitCommit: null,
      devices: ['cpu'],
      versions: { tensorflow: ['2.21.0'] },
      datasets: [{ role: 'alignment', path: data.path, digest: data.digest, rowCount: 3 }],
      models: [{ path: 'model', digest: 'a'.repeat(64) }],
      judges: [
        { name: 'refusal', version: '1' },
        { name: 'reference', version: '1' },
        { name: 'exact', version: '1' },
      ],
    });
  });

  it('shows a person’s verdict beside the judges’', () => {
    const data = writeDataset('overruled.jsonl', '{"a":1}\n');
    const options = { writtenAtMs: 0, codeVersion: '0.1.0', gitCommit: null, headlineStep: 300 };
    const report = collectReportData(makeQueries(data), { experimentId: 'last' }, options);
    expect(report.samples[0]).toMatchObject({ set: 'safety', index: 0 });
    expect(report.samples[0]?.responses[0]?.verdicts).toEqual({ refusal: true, reference: true, person: false });
    expect(report.samples[1]?.responses[0]?.verdicts).not.toHaveProperty('person');
  });
});

describe('countRows', () => {
  it('counts the rows of the range in JSONL and JSON', () => {
    const lines = writeDataset('rows.jsonl', '{}\n{}\n{}\n{}');
    expect(countRows(lines)).toBe(4);
    expect(countRows({ ...lines, start: 1, count: 2 })).toBe(2);
    expect(countRows({ ...lines, start: 3, count: 10 })).toBe(1);
    expect(countRows({ ...lines, offByOne: true })).toBe(3);
    expect(countRows(writeDataset('rows.json', '[{},{}]'))).toBe(2);
  });

  it('counts the rows of CSV, with line ends inside quotes, and of Parquet', () => {
    expect(countRows(writeDataset('rows.csv', 'a,b\r\n"one ""x""\r\n\r\ntwo",2\r\n3,4'))).toBe(2);
    expect(countRows(writeDataset('names.csv', 'a,b\n'))).toBe(0);
    const columnData = [{ name: 'a', data: ['x', 'y', 'z'] }];
    const parquet = Buffer.from(parquetWriteBuffer({ columnData }));
    expect(countRows(writeDataset('rows.parquet', parquet))).toBe(3);
    expect(countRows(writeDataset('cut.parquet', parquet.subarray(0, parquet.length - 9)))).toBeNull();
  });

  it('leaves the count open where the file is gone or is another', () => {
    const dataset = writeDataset('gone.jsonl', '{}');
    expect(countRows({ ...dataset, digest: '0'.repeat(64) })).toBeNull();
    expect(countRows({ ...dataset, path: join(folder, 'missing.jsonl') })).toBeNull();
  });
});
