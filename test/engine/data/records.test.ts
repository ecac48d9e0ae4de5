import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../src/engine/data/records.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { inMemory } from './builders.ts';

/** Cuts bytes at the given places, as a file system may hand them out. */
function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let start = 0;
  for (const size of [...sizes, bytes.length]) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

/** The records of a file, or the message of the expected failure. */
function readAll(content: Buffer, name: string): unknown[] {
  try {
    return [...readRecords(name, inMemory([content]))].map((placed) => placed.record);
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('data/')) return [error.message];
    throw error;
  }
}

function isOneSentence(message: string): boolean {
  return /^set\.jsonl?: [^\n]+\.$/.test(message);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const record = fc.dictionary(
  fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__'),
  fc.jsonValue(),
  {
    noNullPrototype: true,
  },
);
const chunkSizes = fc.array(fc.integer({ min: 0, max: 40 }));

describe('reading records', () => {
  it('gives back every record that was written, however the bytes arrive', () => {
    fc.assert(
      fc.property(fc.array(record), chunkSizes, fc.constantFrom('\n', '\r\n'), (rows, sizes, lineEnd) => {
        const texts = rows.map((row) => JSON.stringify(row));
        const lines = Buffer.from(texts.map((text) => text + lineEnd).join(''));
        const array = Buffer.from(`[${texts.join(`,${lineEnd}`)}]`);
        const expected = texts.map((text): unknown => JSON.parse(text));
        expect([...readRecords('set.jsonl', inMemory(cut(lines, sizes)))].map((placed) => placed.record)).toEqual(
          expected,
        );
        expect([...readRecords('set.json', inMemory(cut(array, sizes)))].map((placed) => placed.record)).toEqual(
          expected,
        );
      }),
    );
  });

  it('names the line that was broken', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), fc.nat(), chunkSizes, (rows, choice, sizes) => {
        const broken = choice % rows.length;
        // Without its last character a JSON object is never complete.
        const texts = rows.map((row, index) => JSON.stringify(row).slice(0, index === broken ? -1 : undefined));
        const read = () => [...readRecords('set.jsonl', inMemory(cut(Buffer.from(texts.join('\n')), sizes)))];
        expect(read).toThrow(`line ${broken + 1}: `);
      }),
    );
  });

  it('answers any bytes with objects or one expected failure of a single line', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.stringMatching(/^[{}[\]",:a1 \n]*$/));
    const bytes = fc.oneof(
      fc.uint8Array(),
      text.map((content) => Buffer.from(content)),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom('set.jsonl', 'set.json'), (content, name) => {
        const found = readAll(Buffer.from(content), name);
        expect(found.every((item) => (typeof item === 'string' ? isOneSentence(item) : isObject(item)))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
