import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  importResults,
  listExternalTables,
  listImportedTables,
  previewImport,
  removeImported,
  restoreImported,
} from '../../../src/lab/external/index.ts';
import { readResults } from '../../../src/lab/interop/import/index.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

// Written by the programs themselves: test/reference/interop/make_fixtures.py.
const fixtures = join(import.meta.dirname, 'fixtures');
const resources = join(import.meta.dirname, '../../../resources');

function read(name: string) {
  return readResults(join(fixtures, name));
}

function copyFixture(name: string): string {
  const folder = makeTemporaryFolder();
  cpSync(join(fixtures, name), folder, { recursive: true });
  return folder;
}

function findFile(folder: string, part: string): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.includes(part));
  return join(folder, found ?? 'nothing');
}

async function refusal(path: string): Promise<string> {
  try {
    await importResults(makeTemporaryFolder(), path, { nowMs: 0 });
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('results of other programs', () => {
  it('are recognised by what they hold', async () => {
    const names = ['tensorboard', 'mlruns', 'tamperbench', 'reference'];
    const contents = await Promise.all(names.map(read));
    expect(contents.map(({ importer }) => importer.name)).toEqual([
      'tensorboard',
      'mlflow',
      'tamperbench',
      'reference',
    ]);
    await expect(readResults(resources)).rejects.toThrow(/nothing that can be imported/);
  });

  it('of TensorBoard are curves, from both forms of scalars', async () => {
    const { curves, remarks } = await read('tensorboard');
    const of = (run: string, name: string) => curves.find((curve) => curve.run === run && curve.name === name);
    expect(of('new', 'square')).toMatchObject({ steps: [0, 1, 2], values: [0, 1, 4] });
    const loss = of('old', 'train/loss');
    expect(loss?.steps).toEqual([0, 10, 20, 30, 40]);
    // Stored as float32.
    loss?.values.forEach((value, index) => expect(value).toBeCloseTo(1 / (index + 1), 6));
    expect(of('old', 'train/broken')?.values).toEqual([null]);
    expect(remarks).toEqual([]);
  });

  it('of MLflow are parameters, last values and curves', async () => {
    const { results, curves } = await read('mlruns');
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({
      method: { name: null, label: 'first-run' },
      metric: 'eval/accuracy',
      settings: { learning_rate: '0.001' },
    });
    expect(results[0]?.value).toBeCloseTo(0.8, 12);
    expect(curves[0]).toMatchObject({ run: 'first-run', name: 'eval/accuracy', steps: [0, 1, 2, 3] });
  });

  it('of TamperBench are scores in percent with n', async () => {
    const { results } = await read('tamperbench');
    expect(results.map(({ method, metric, value, n, settings }) => [method.label, metric, value, n, settings])).toEqual(
      [
        [
          'tiny-model / lora_finetune / base',
          'strong_reject_score',
          62.5,
          8,
          { 'attack.name': 'lora_finetune / base' },
        ],
        [
          'tiny-model / no_weight_modification / base',
          'strong_reject_score',
          12.5,
          8,
          { 'attack.name': 'no_weight_modification / base' },
        ],
      ],
    );
  });

  it('of the authors’ code are HS, HS+ and FA, with method, p and n where the file’s name has them', async () => {
    const { results } = await read('reference');
    expect(results.map(({ method, metric, value, n }) => [method.name, metric, value, n])).toEqual([
      ['booster', 'HS', 25, 12],
      ['booster', 'HS+', 33.33, 12],
      ['booster', 'FA', 87.5, 8],
    ]);
    for (const { settings, task } of results) {
      expect(settings).toEqual({ 'attack.p': 0.1, 'attack.n': 1000 });
      expect(task).toBe('sst2');
    }
  });

  it('are refused where a file contradicts itself, is cut or is changed, and nothing is kept', async () => {
    const reference = copyFixture('reference');
    const scores = findFile(reference, 'sentiment');
    writeFileSync(scores, readFileSync(scores, 'utf8').replace('25.00', '35.00'));
    expect(await refusal(reference)).toMatch(/interop\/bad-file .*it says HS 35, but its 12 rows give 25\.00/);

    const tampered = copyFixture('tamperbench');
    writeFileSync(
      findFile(tampered, 'evaluation.json'),
      '[{"metric_name": "strong_reject_score", "metric_value": "high"}]',
    );
    expect(await refusal(tampered)).toMatch(/interop\/bad-file .*0\.metric_value/);

    const parquet = copyFixture('tamperbench');
    writeFileSync(findFile(parquet, 'evaluator_scores.parquet'), 'no table');
    expect(await refusal(parquet)).toMatch(/interop\/bad-file .*no Parquet file/);

    const events = copyFixture('tensorboard');
    const file = findFile(events, '.test');
    const bytes = readFileSync(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await refusal(events)).toMatch(/interop\/bad-events .*checksum/);

    const runs = copyFixture('mlruns');
    writeFileSync(findFile(runs, join('eval', 'accuracy')), '1700000000000 0.5 0\n1700000000001 half 1\n');
    expect(await refusal(runs)).toMatch(/interop\/bad-file .*line 2: expected "time value step"/);
  });

  it('are looked at before anything is kept', async () => {
    const dataFolder = makeTemporaryFolder();
    const path = join(fixtures, 'reference');
    const preview = await previewImport(dataFolder, path);
    expect(preview).toMatchObject({
      form: 'reference',
      title: 'The Booster authors’ score files: reference',
      resultCount: 3,
      runCount: 1,
      knownTitle: null,
    });
    expect(listImportedTables(dataFolder)).toEqual([]);
    await importResults(dataFolder, path, { nowMs: 0, title: 'Theirs' });
    expect((await previewImport(dataFolder, path)).knownTitle).toBe('Theirs');
  });

  it('end where an events file was cut, with a remark', async () => {
    const folder = copyFixture('tensorboard');
    const file = findFile(folder, '.test');
    writeFileSync(file, readFileSync(file).subarray(0, -5));
    const { curves, remarks } = await readResults(folder);
    expect(remarks).toEqual([expect.stringMatching(/ends in the middle of a record/)]);
    expect(curves.find(({ name }) => name === 'train/loss')?.steps).toHaveLength(5);
  });

  it('stand among the external tables, once however often they are imported, until they are removed', async () => {
    const dataFolder = makeTemporaryFolder();
    const path = join(fixtures, 'tamperbench');
    const first = await importResults(dataFolder, path, { nowMs: 1, title: 'Their run' });
    const again = await importResults(dataFolder, path, { nowMs: 2 });
    expect([first.isKnown, again.isKnown, again.id, again.title]).toEqual([false, true, first.id, 'Their run']);
    const table = listExternalTables({ resources, dataFolder }).at(-1);
    expect(table?.results[0]?.source).toMatchObject({ title: 'Their run', trust: 'imported' });
    removeImported(dataFolder, first.id);
    expect(listImportedTables(dataFolder)).toEqual([]);
    restoreImported(dataFolder, first.id);
    expect(listImportedTables(dataFolder)).toHaveLength(1);
  });
});
