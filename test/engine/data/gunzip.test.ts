import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openHashedFile } from '../../../src/engine/data/file-chunks.ts';
import { readRecords } from '../../../src/engine/data/records.ts';
import { AppError } from '../../../src/shared/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'booster-lab-gzip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Read {
  readonly rows: unknown[];
  readonly digest: string;
  /** What was wrong, if anything. */
  readonly failure: AppError | null;
}

function read(name: string, bytes: Buffer): Read {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = openHashedFile(path);
  const rows: unknown[] = [];
  let failure: AppError | null = null;
  try {
    for (const { record } of readRecords(path, file)) rows.push(record);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    failure = error;
  }
  const digest = file.finishDigest();
  file.close();
  return { rows, digest, failure };
}

const rows = Array.from({ length: 5000 }, (_, index) => ({
  instruction: `Question ${index}`,
  output: `né ${index * 7}`,
}));
const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('packed data files', () => {
  it('are read like the files that were packed, and their digest is that of the packed bytes', () => {
    const csv = ['instruction,output', ...rows.map(({ instruction, output }) => `${instruction},${output}`)].join('\n');
    const contents = { 'set.jsonl.gz': lines, 'set.json.gz': JSON.stringify(rows), 'SET.CSV.GZ': csv };
    for (const [name, content] of Object.entries(contents)) {
      const packed = gzipSync(content);
      const found = read(name, packed);
      expect(found.failure).toBeNull();
      expect(found.rows).toEqual(rows);
      expect(found.digest).toBe(createHash('sha256').update(packed).digest('hex'));
    }
  });

  it('may consist of several parts, as when files were joined', () => {
    const middle = lines.indexOf('\n', lines.length / 2) - 3;
    const joined = Buffer.concat([gzipSync(lines.slice(0, middle)), gzipSync(lines.slice(middle))]);
    expect(read('joined.ndjson.gz', joined)).toMatchObject({ failure: null, rows });
  });

  it('are refused with one sentence that says so when they are cut off, damaged, no gzip file, or go on after their end', () => {
    const packed = gzipSync(lines);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, packed.length >> 1, (packed.length >> 1) + 40);
    const broken = {
      'cut.jsonl.gz': packed.subarray(0, packed.length - 20),
      'damaged.json.gz': damaged,
      'plain.jsonl.gz': Buffer.from(lines),
      'longer.jsonl.gz': Buffer.concat([packed, Buffer.from('more')]),
      'empty.json.gz': Buffer.alloc(0),
      'cut.json.gz': packed.subarray(0, 100),
      'cut.csv.gz': packed.subarray(0, 5),
    };
    for (const [name, bytes] of Object.entries(broken)) {
      const { failure, digest } = read(name, bytes);
      expect(failure?.code, name).toBe('data/broken-gzip');
      expect(failure?.message).toMatch(
        /^[^\n]+: a whole gzip file was expected, but "[^\n]+"; copy or download it again[^\n]+\.$/,
      );
      expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('never give other rows than were packed, whatever byte has changed', () => {
    const few = rows.slice(0, 40);
    const packed = gzipSync(few.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const change = fc.record({ at: fc.nat(packed.length - 1), by: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(change, ({ at, by }) => {
        const bytes = Buffer.from(packed);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        const found = read('changed.jsonl.gz', bytes);
        // A name or a time in the header is no part of the content.
        const isAsPacked = found.failure === null && isDeepStrictEqual(found.rows, few);
        const isRefused = /^data\/(?:broken-gzip|broken-line|not-utf8)$/.test(found.failure?.code ?? '');
        expect(isAsPacked || isRefused).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are not held in memory: a reader that stops after the first row of a file that unpacks to 400 MB has read little of it', () => {
    const line = `${JSON.stringify({ instruction: 'x'.repeat(1000), output: 'y' })}\n`;
    const path = join(folder, 'large.jsonl.gz');
    writeFileSync(path, gzipSync(line.repeat(400_000), { level: 1 }));
    const before = process.memoryUsage().rss;
    const file = openHashedFile(path);
    let count = 0;
    for (const { record } of readRecords(path, file)) {
      expect(record).toHaveProperty('output', 'y');
      if (++count === 1000) break;
    }
    file.close();
    expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  });

  it('are not Parquet, which packs its own columns', () => {
    expect(read('set.parquet.gz', gzipSync('PAR1')).failure).toMatchObject({ code: 'data/unknown-format' });
  });
});
