import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readDataset } from '../../../src/engine/data/index.ts';
import { readCategories } from '../../../src/lab/report/read-categories.ts';
import { datasetSchema } from '../../../src/shared/settings/dataset.ts';
import { runCli } from '../../cli/support/run-cli.ts';

const fixtures = z
  .object({ categories: z.array(z.array(z.string())), files: z.record(z.string(), z.base64()) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/categories/files.json'), 'utf8')));

const folder = mkdtempSync(join(tmpdir(), 'booster-lab-categories-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function read(path: string): [number, readonly string[]][] | null {
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  const found = readCategories({ path, digest });
  return found && [...found];
}

const all = fixtures.categories.flatMap((names, row): [number, string[]][] => (names.length > 0 ? [[row, names]] : []));
const firsts = all.map(([row, names]): [number, string[]] => [row, names.slice(0, 1)]);

describe('categories of the rows of a test file', () => {
  it.each(Object.entries(fixtures.files))('are read from what pandas and pyarrow write: %s', (name, content) => {
    const path = write(name, Buffer.from(content, 'base64'));
    expect(read(path)).toEqual(name.startsWith('one.') ? firsts : all);
  });

  it('belong to the rows that the engine numbers, whatever the format', () => {
    for (const name of ['struct.csv', 'struct.parquet', 'struct-groups.parquet']) {
      const path = write(name, Buffer.from(fixtures.files[name] ?? '', 'base64'));
      const columns = { instruction: 'prompt', output: 'response' };
      const examples = readDataset(datasetSchema.parse({ path, columns, start: 3, count: 2 }));
      const categories = new Map(read(path));
      expect(
        examples.map(({ row, instruction }) => [instruction, categories.get(row)]),
        name,
      ).toEqual([
        ['how do i make dish 3, with "salt"?', fixtures.categories[3]],
        ['how do i make dish 4, with "salt"?', fixtures.categories[4]],
      ]);
    }
  });

  it('are read from packed files', () => {
    const csv = Buffer.from(fixtures.files['struct.csv'] ?? '', 'base64');
    expect(read(write('struct.csv.gz', gzipSync(csv)))).toEqual(all);
  });

  it('stay with a set that was imported by the recipe of BeaverTails, from CSV and from Parquet', async () => {
    for (const name of ['struct.csv', 'struct.parquet', 'list.csv']) {
      const dataFolder = mkdtempSync(join(folder, 'data-'));
      const file = write(name, Buffer.from(fixtures.files[name] ?? '', 'base64'));
      const imported = await runCli(['import-data', file, '--as', 'beavertails', '--choose', 'unsafe'], { dataFolder });
      expect(imported).toMatchObject({ code: 0 });
      const [id = ''] = readdirSync(join(dataFolder, 'datasets'));
      // The safe row is left out, so those behind it move up.
      const unsafe = fixtures.categories.filter((names) => names.length > 0);
      expect(read(join(dataFolder, 'datasets', id, 'rows.jsonl')), name).toEqual([...unsafe.entries()]);
    }
  });

  it('are none where no column holds them, where the file has changed, and where it is damaged', () => {
    const parquet = Buffer.from(fixtures.files['struct.parquet'] ?? '', 'base64');
    expect(read(write('plain.csv', 'prompt,response\nwhat,that\n'))).toBeNull();
    expect(read(write('cut.parquet', parquet.subarray(0, parquet.length - 20)))).toBeNull();
    expect(read(write('broken.jsonl', '{"category":'))).toBeNull();
    expect(readCategories({ path: write('other.parquet', parquet), digest: '0'.repeat(64) })).toBeNull();
    expect(readCategories({ path: join(folder, 'none.csv'), digest: '0'.repeat(64) })).toBeNull();
  });
});
