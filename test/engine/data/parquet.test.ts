import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readDataset } from '../../../src/engine/data/index.ts';
import { readParquet } from '../../../src/engine/data/parquet/read-parquet.ts';
import { catchAppError, describeDataset, inMemory, resolveDataset, writeDataFile } from './builders.ts';

const fixtures = z
  .object({ files: z.record(z.string(), z.object({ content: z.base64(), rows: z.array(z.json()) })) })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'parquet', 'files.json'), 'utf8')),
  ).files;

/** Rows of a file, and what is wrong with it. */
function read(content: Buffer): { rows: unknown[]; problems: string[] } {
  const results = [...readParquet(inMemory([content]))];
  return {
    rows: results.flatMap((result) => (result.kind === 'row' ? [result.row.record] : [])),
    problems: results.flatMap((result) =>
      result.kind === 'problem' ? [`${result.problem.code}: ${result.problem.message}`] : [],
    ),
  };
}

function write(columns: Readonly<Record<string, unknown[]>>): Buffer {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data }));
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

const sound = Buffer.from(fixtures['snappy']?.content ?? '', 'base64');

describe('reading Parquet', () => {
  it.each(Object.entries(fixtures))('reads what pyarrow wrote and reads: %s', (_, { content, rows }) => {
    expect(read(Buffer.from(content, 'base64'))).toEqual({ rows, problems: [] });
  });

  it('says in one sentence what is wrong with a file of another kind, cut off or damaged', () => {
    const problem = (content: Buffer) => read(content).problems;
    expect(problem(Buffer.from('{"a":1}\n'))).toEqual([
      'data/broken-file: a Parquet file begins with PAR1, but found "{\\"a\\""; the file is of another kind or was damaged.',
    ]);
    expect(problem(Buffer.alloc(0))).toEqual([expect.stringContaining('begins with PAR1, but found nothing')]);
    expect(problem(sound.subarray(0, sound.length - 100))).toEqual([
      expect.stringMatching(
        /^data\/broken-file: a Parquet file ends with PAR1, but found .* at byte \d+; the file was cut off, copy it again\.$/,
      ),
    ]);
    const longFooter = Buffer.from(sound);
    longFooter.writeUInt32LE(0x7fffffff, longFooter.length - 8);
    expect(problem(longFooter)).toEqual([expect.stringContaining('a footer of 2147483647 bytes is announced')]);
    const noFooter = Buffer.from(sound);
    noFooter.fill(0xff, noFooter.length - 400, noFooter.length - 8);
    expect(problem(noFooter)).toEqual([expect.stringContaining('the footer that describes rows and columns')]);
    const encrypted = Buffer.from(sound);
    encrypted.write('PARE', encrypted.length - 4);
    expect(problem(encrypted)).toEqual(['data/unsupported: the file is encrypted; write it without encryption.']);
  });

  it('names row group and column of pages that are no pages, and never throws, whatever byte is wrong', () => {
    const broken = Buffer.from(sound);
    broken.fill(0xff, 4, 60);
    expect(read(broken).problems).toEqual([
      expect.stringMatching(
        /^data\/broken-file: row group 0, column "prompt": readable pages were expected, but: .*; the file was damaged, copy it again\.$/,
      ),
    ]);
    for (let at = 0; at < sound.length; at += 3) {
      const flipped = Buffer.from(sound);
      flipped[at] = (flipped[at] ?? 0) ^ 0xff;
      for (const problem of read(flipped).problems) expect(problem).toMatch(/^data\/[a-z0-9-]+: [^\n]+\.$/);
    }
  });

  it('refuses texts that are not UTF-8', () => {
    const latin = Buffer.from(fixtures['uncompressed']?.content ?? '', 'base64');
    latin[latin.indexOf('ask 3') + 1] = 0xe9;
    expect(read(latin).problems).toEqual([
      'data/not-utf8: row group 0, column "prompt": UTF-8 text was expected, but found other bytes.',
    ]);
  });

  it('reads rows and digest for training, and refuses a file that changed since it was planned', () => {
    const path = writeDataFile('set.parquet', write({ instruction: ['a', 'b', 'c'], output: ['x', 'y', 'z'] }));
    const dataset = describeDataset(path, { start: 1 });
    const resolved = resolveDataset(dataset);
    expect(readDataset(resolved).map(({ row, instruction, output }) => [row, instruction, output])).toEqual([
      [1, 'b', 'y'],
      [2, 'c', 'z'],
    ]);
    const other = { ...resolved, digest: '0'.repeat(64) };
    expect(catchAppError(() => readDataset(other)).code).toBe('data/changed');
    expect(catchAppError(() => readDataset(describeDataset(path, { start: 3 }))).code).toBe('data/range-past-end');
  });

  it('names the row of a wrong type and the columns that there are where one is missing', () => {
    const path = writeDataFile('set.parquet', write({ instruction: ['a', 'b'], label: [0, 1] }));
    expect(catchAppError(() => readDataset(describeDataset(path))).message).toBe(
      `${path}: row 0: the column "output" was expected, but the columns are "instruction", "label"; name the right one under "columns".`,
    );
    const columns = { instruction: 'instruction', input: null, output: 'label' };
    expect(catchAppError(() => readDataset(describeDataset(path, { columns }))).message).toBe(
      `${path}: row 0: the column "label" must hold a text, but holds "0".`,
    );
  });
});
