import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/engine/data/index.ts';
import { catchAppError, createRows, describeDataset, resolveDataset, toJsonLines, writeDataFile } from './builders.ts';

function readRows(content: string | Uint8Array, name = 'set.jsonl') {
  return readDataset(describeDataset(writeDataFile(name, content)));
}

describe('reading a data set', () => {
  it('reads lines with their row numbers, columns and the whole record', () => {
    const [first, second] = readRows(
      toJsonLines([
        { instruction: 'a', output: 'b', kind: 'x' },
        { instruction: 'c', input: 'd', output: 'e' },
      ]),
    );
    expect(first).toEqual({
      row: 0,
      instruction: 'a',
      input: null,
      output: 'b',
      record: { instruction: 'a', output: 'b', kind: 'x' },
    });
    expect(second).toMatchObject({ row: 1, instruction: 'c', input: 'd', output: 'e' });
  });

  it('reads the same examples from a JSON array as from lines', () => {
    const rows = createRows(5);
    expect(readRows(JSON.stringify(rows, null, 2), 'set.json')).toEqual(readRows(toJsonLines(rows)));
  });

  it('takes an empty or null input for none', () => {
    const rows = [
      { instruction: 'a', input: '', output: 'b' },
      { instruction: 'a', input: null, output: 'b' },
    ];
    expect(readRows(toJsonLines(rows)).map(({ input }) => input)).toEqual([null, null]);
  });

  it('reads other columns when they are named', () => {
    const file = writeDataFile('set.jsonl', toJsonLines([{ prompt: 'a', refusal: 'b', input: 'not used' }]));
    const columns = { instruction: 'prompt', input: null, output: 'refusal' };
    expect(readDataset(describeDataset(file, { columns }))).toMatchObject([
      { instruction: 'a', input: null, output: 'b' },
    ]);
  });

  it('reads a file without a last newline, with Windows line ends, a byte order mark and empty lines at the end', () => {
    const line = '{"instruction":"a","output":"b"}';
    for (const content of [line, `${line}\r\n`, `\uFEFF${line}\n`, `${line}\n\n  \n`]) {
      expect(readRows(content)).toHaveLength(1);
    }
  });

  it('reads lines longer than a read buffer', () => {
    const rows = [1, 2, 3].map((size) => ({ instruction: 'é'.repeat(size * 700_001), output: 'b' }));
    expect(readRows(toJsonLines(rows)).map(({ instruction }) => instruction.length)).toEqual([
      700_001, 1_400_002, 2_100_003,
    ]);
  });
});

describe('row ranges', () => {
  function readRange(settings: { start?: number; count?: number | null; offByOne?: boolean }) {
    const file = writeDataFile('set.jsonl', toJsonLines(createRows(10)));
    return readDataset(describeDataset(file, settings)).map(({ row }) => row);
  }

  it('selects start to start + count', () => {
    expect(readRange({ start: 3, count: 4 })).toEqual([3, 4, 5, 6]);
    expect(readRange({ start: 8 })).toEqual([8, 9]);
    expect(readRange({ start: 9, count: 1 })).toEqual([9]);
  });

  it('drops the first row under the reference rule', () => {
    expect(readRange({ start: 3, count: 4, offByOne: true })).toEqual([4, 5, 6]);
    expect(readRange({ start: 7, offByOne: true })).toEqual([8, 9]);
  });

  it('refuses a range that is empty or runs past the end, with the numbers', () => {
    expect(catchAppError(() => readRange({ start: 3, count: 1, offByOne: true })).code).toBe('data/empty-range');
    expect(catchAppError(() => readRange({ start: 10 })).code).toBe('data/range-past-end');
    const error = catchAppError(() => readRange({ start: 8, count: 5 }));
    expect(error.code).toBe('data/range-past-end');
    expect(error.message).toContain('rows 8 to 12 were asked for, but the file holds 10 rows');
  });

  it('checks columns only inside the range', () => {
    const file = writeDataFile('set.jsonl', toJsonLines([{ other: 1 }, ...createRows(2)]));
    expect(readDataset(describeDataset(file, { start: 1 }))).toHaveLength(2);
  });
});

describe('a bad data file', () => {
  const good = '{"instruction":"a","output":"b"}\n';

  it.each([
    ['half a line', `${good}{"instruction":"a","out`, 'set.jsonl', 'data/broken-line', 'line 2'],
    ['a line that is not an object', `${good}${good}["a"]\n`, 'set.jsonl', 'data/broken-line', 'line 3'],
    ['an empty line in the middle', `${good}\n${good}`, 'set.jsonl', 'data/broken-line', 'line 2'],
    ['a missing column', `${good}{"instruction":"a","answer":"b"}\n`, 'set.jsonl', 'data/missing-column', '"answer"'],
    ['a number for a text', `{"instruction":"a","output":7}\n`, 'set.jsonl', 'data/wrong-type', '"7"'],
    [
      'a list for the input',
      `{"instruction":"a","input":[],"output":"b"}\n`,
      'set.jsonl',
      'data/wrong-type',
      '"input"',
    ],
    ['no bytes', '', 'set.jsonl', 'data/empty-file', 'set.jsonl'],
    ['no bytes in JSON', '', 'set.json', 'data/empty-file', 'set.json'],
    ['an empty array', '[]', 'set.json', 'data/empty-file', 'set.json'],
    ['half an array', '[{"instruction":"a"', 'set.json', 'data/broken-file', 'JSON array'],
    ['an object for an array', '{"data":[]}', 'set.json', 'data/broken-file', '.jsonl'],
    ['lines in a .json file', `${good}${good}`, 'set.json', 'data/broken-file', 'end in .jsonl'],
    ['an array of texts', '["a"]', 'set.json', 'data/broken-file', 'row 0'],
    ['an unknown format', 'a,b', 'set.txt', 'data/unknown-format', '".txt"'],
    ['a CSV row with a field too many', 'instruction,output\na,b,c\n', 'set.csv', 'data/broken-line', 'line 2'],
    ['a CSV file without a row', 'instruction,output\n', 'set.csv', 'data/empty-file', 'set.csv'],
    ['no Parquet at all', 'instruction', 'set.parquet', 'data/broken-file', 'begins with PAR1'],
  ])('with %s is refused, naming the place', (_, content, name, code, part) => {
    const error = catchAppError(() => readRows(content, name));
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
    expect(error.message).toContain(name);
    expect(error.message.split('\n')).toHaveLength(1);
  });

  it('with bytes that are not UTF-8 is refused', () => {
    expect(catchAppError(() => readRows(Buffer.from('{"instruction":"\u00e9"}', 'latin1'))).code).toBe('data/not-utf8');
    expect(catchAppError(() => readRows(Buffer.from('[]', 'utf16le'), 'set.json')).code).toBe('data/broken-file');
  });

  it('that does not exist or is a folder is refused', () => {
    const file = writeDataFile('set.jsonl', good);
    expect(catchAppError(() => readDataset(describeDataset(`${file}.jsonl`))).code).toBe('file/not-found');
    expect(catchAppError(() => readDataset(describeDataset(`${file}/../../set.json`))).code).toBe('file/not-found');
  });

  it('quotes only the beginning of a long broken line', () => {
    const error = catchAppError(() => readRows(`{"instruction":"${'lumo '.repeat(10_000)}`));
    expect(error.message.length).toBeLessThan(400);
    expect(catchAppError(() => readRows('{\u001b[2J')).message).toContain('"{ [2J"');
  });
});

describe('the digest', () => {
  it('accepts the file it was made from, also for a part of its rows', () => {
    const dataset = resolveDataset(
      describeDataset(writeDataFile('set.jsonl', toJsonLines(createRows(4))), { count: 2 }),
    );
    expect(readDataset(dataset)).toHaveLength(2);
  });

  it('refuses a changed file, whether it can still be parsed or not', () => {
    for (const addition of ['{"instruction":"a","output":"b"}\n', '{"broken', '[]\n']) {
      const file = writeDataFile('set.jsonl', toJsonLines(createRows(4)));
      const dataset = resolveDataset(describeDataset(file));
      appendFileSync(file, addition);
      const error = catchAppError(() => readDataset(dataset));
      expect(error.code).toBe('data/changed');
      expect(error.message).toContain(dataset.digest);
    }
  });

  it('reports an unchanged broken file as broken', () => {
    const dataset = resolveDataset(describeDataset(writeDataFile('set.jsonl', '{"broken')));
    expect(catchAppError(() => readDataset(dataset)).code).toBe('data/broken-line');
  });
});
