import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/engine/data/csv.ts';

/** Rows as their fields by name, problems as "number: message". */
function read(content: string | Buffer, pieceBytes = Number.MAX_SAFE_INTEGER): unknown[] {
  const bytes = Buffer.from(content);
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) pieces.push(bytes.subarray(start, start + pieceBytes));
  return [...readCsv(pieces)].map((result) =>
    result.kind === 'row' ? result.row.record : `${result.problem.number}: ${result.problem.message}`,
  );
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('reading CSV', () => {
  it('reads back what was written by RFC 4180, whatever the texts hold and however the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ß', '🌍', ' ', ',', '"', '\n', '\r', ';') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text), { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 40 }),
        (rows, end, pieceBytes) => {
          const lines = ['one,two', ...rows.map((row) => row.map(quoted).join(','))];
          expect(read(lines.join(end), pieceBytes)).toEqual(rows.map(([one, two]) => ({ one, two })));
        },
      ),
    );
  });

  it('skips a byte order mark, and empty lines at the end', () => {
    expect(read('\uFEFFprompt,answer\r\na,b\r\n\r\n\n')).toEqual([{ prompt: 'a', answer: 'b' }]);
  });

  it('keeps empty fields, and an empty line where there is but one column', () => {
    expect(read('a,b\n,\n"",x')).toEqual([
      { a: '', b: '' },
      { a: '', b: 'x' },
    ]);
    expect(read('a\n\nx\n')).toEqual([{ a: '' }, { a: 'x' }]);
  });

  it('names each row whose number of fields differs, and goes on', () => {
    expect(read('a,b\n1\n"x\ny",2\n3,4,5\n6,7')).toEqual([
      '1: line 2: 2 fields were expected, as in the first line, but found 1; a field with a comma must stand in double quotes.',
      { a: 'x\ny', b: '2' },
      '3: line 5: 2 fields were expected, as in the first line, but found 3; a field with a comma must stand in double quotes.',
      { a: '6', b: '7' },
    ]);
  });

  it('names rows whose quotes are not as they must be', () => {
    expect(read('a,b\n"x" y,1\nsay "hi",2\n"never closed,3\n')).toEqual([
      expect.stringMatching(/^1: line 2: a comma was expected after the quote/),
      expect.stringMatching(/^2: line 3: a quote stands in a field without quotes/),
      expect.stringMatching(/^3: line 4: a quote that opens a field is never closed/),
    ]);
  });

  it('names an empty line in the middle', () => {
    expect(read('a,b\n1,2\n\n3,4\n')).toEqual([
      { a: '1', b: '2' },
      '2: line 3: the line is empty and more lines follow; remove it.',
      { a: '3', b: '4' },
    ]);
  });

  it('refuses a first line that names no usable columns', () => {
    expect(read('prompt;answer\n1;2')).toEqual([expect.stringContaining('semicolons were found')]);
    expect(read('prompt\tanswer\n')).toEqual([expect.stringContaining('tabs were found')]);
    expect(read('a,,c\n1,2,3')).toEqual([expect.stringContaining('one is empty')]);
    expect(read('a,b,a\n1,2,3')).toEqual([expect.stringContaining('"a" stands twice')]);
  });

  it('refuses bytes that are not UTF-8, and says after which row', () => {
    expect(read(Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.from([0xff, 0xfe])]), 8)).toEqual([
      { a: '1', b: '2' },
      expect.stringMatching(/^null: UTF-8 text was expected, but found other bytes after row 1/),
    ]);
  });

  it('finds no row in an empty file', () => {
    expect(read('')).toEqual([]);
    expect(read('a,b\n')).toEqual([]);
  });
});
