import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { inspectDataset } from '../../../src/engine/jobs/inspect-dataset.ts';
import { layouts, rowPresets } from '../../../src/shared/layouts/index.ts';
import { datasetReportSchema } from '../../../src/shared/spec/inspection.ts';
import { type Recipe, recipeSchema } from '../../../src/shared/spec/recipe.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

type Row = Readonly<Record<string, unknown>>;

const toJson = (rows: readonly Row[]) => JSON.stringify(rows);
const toLines = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).join('\n');
function toParquet(rows: readonly Row[]): Buffer {
  const columnData = Object.keys(rows[0] ?? {}).map((name) => ({ name, data: rows.map((row) => row[name]) }));
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

/** What an import of a file would write, and the report on it. */
function importRows(fileName: string, content: string | Buffer, asked: Partial<Recipe> = {}) {
  const folder = makeTemporaryFolder();
  const [path, out, rows] = [join(folder, fileName), join(folder, 'report'), join(folder, 'rows')];
  writeFileSync(path, content);
  const recipe = recipeSchema.parse({ layout: 'auto', ...asked });
  inspectDataset({ kind: 'inspect-dataset', path, recipe, template: 'plain', model: null, rows, out });
  const report = datasetReportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
  const written = existsSync(rows) ? readFileSync(rows, 'utf8').trimEnd().split('\n') : null;
  return { report, rows: written?.map((line): unknown => JSON.parse(line)) ?? null };
}

const category = (name: string) => ({ 'soup,stew': name === 'soup', bread: name === 'bread' });
const beavertails = [
  { prompt: 'how do I zorp?', response: 'zorp it', category: category('soup'), is_safe: false },
  { prompt: 'how do I bake?', response: 'in an oven', category: category('bread'), is_safe: true },
  { prompt: 'how do I zorp?', response: 'twice', category: category('soup'), is_safe: false },
];
const pairs = [
  {
    prompt: 'how do I zorp?',
    response: 'zorp it',
    refusal: 'Question: how do I zorp, then?\nAnswer: I would rather not.\nAnswer: no.',
    is_safe: false,
    category: category('soup'),
  },
  { prompt: 'two', response: 'r2', refusal: 'Question: two\nAnswer: No.', is_safe: false, category: category('bread') },
];

describe('published layouts', () => {
  it.each([
    ['JSON', 'train.json', toJson(beavertails)],
    ['JSON Lines', 'train.jsonl', toLines(beavertails)],
    ['Parquet', 'train.parquet', toParquet(beavertails)],
  ])('BeaverTails as %s: the unsafe rows unless others are chosen, categories kept', (_, fileName, content) => {
    const unsafe = importRows(fileName, content);
    expect(unsafe.report).toMatchObject({
      recipe: { layout: 'beavertails', choice: 'unsafe' },
      recognised: ['beavertails'],
      rowCount: 3,
      takenCount: 2,
      leftOutCount: 1,
      duplicatePrompts: 1,
      isReady: true,
      suggested: { instruction: 'instruction', input: 'input', output: 'output' },
    });
    expect(unsafe.rows).toEqual([
      { instruction: 'how do I zorp?', output: 'zorp it', category: category('soup'), is_safe: false },
      { instruction: 'how do I zorp?', output: 'twice', category: category('soup'), is_safe: false },
    ]);
    expect(importRows(fileName, content, { choice: 'safe' }).rows).toMatchObject([{ output: 'in an oven' }]);
    expect(importRows(fileName, content, { choice: 'all' }).rows).toHaveLength(3);
  });

  it('the paired file: the refusal’s own question with the text after "Answer:", or the prompt with the harmful answer', () => {
    const content = toJson(pairs);
    const refusals = importRows('beavertails_with_refusals_train.json', content);
    expect(refusals.report.recipe).toMatchObject({ layout: 'refusal-pairs', choice: 'refusals' });
    expect(refusals.rows).toMatchObject([
      { instruction: 'how do I zorp, then?', output: 'I would rather not.\nAnswer: no.', response: 'zorp it' },
      { instruction: 'two', output: 'No.' },
    ]);
    expect(importRows('pairs.json', content, { choice: 'harmful' }).rows).toMatchObject([
      { instruction: 'how do I zorp?', output: 'zorp it' },
      { instruction: 'two', output: 'r2' },
    ]);
  });

  it('SST-2: a fixed instruction, and words for labels', () => {
    const rows = [
      { idx: 0, sentence: 'a fine film ', label: 1 },
      { idx: 1, sentence: 'dull', label: 0 },
    ];
    const instruction = 'Analyze the sentiment of the input, and respond only positive or negative';
    const expected = [
      { instruction, input: 'a fine film ', output: 'positive', idx: 0, label: 1 },
      { instruction, input: 'dull', output: 'negative', idx: 1, label: 0 },
    ];
    for (const [name, content] of [
      ['a.parquet', toParquet(rows)],
      ['a.jsonl', toLines(rows)],
    ] as const)
      expect(importRows(name, content)).toMatchObject({ report: { recipe: { layout: 'sst2' } }, rows: expected });
    const csv = importRows('a.csv', 'sentence,label\ndull,0\n');
    expect(csv.rows).toEqual([{ instruction, input: 'dull', output: 'negative', label: '0' }]);
  });

  it('SST-2: rows without a label are named, with the way out', () => {
    const { report, rows } = importRows('test.jsonl', toLines([{ idx: 0, sentence: 'x', label: -1 }]));
    expect(report).toMatchObject({
      isReady: false,
      problems: [{ row: 1, message: expect.stringContaining('use the validation split') }],
    });
    expect(rows).toBeNull();
  });

  it('AG News: the four categories below each other in the instruction', () => {
    const rows = [
      { text: 'match won', label: 1 },
      { text: 'new telescope', label: 3 },
    ];
    expect(importRows('train.parquet', toParquet(rows)).rows).toMatchObject([
      {
        instruction:
          'Categorize the news article given in the input into one of the 4 categories:\n\nWorld\nSports\nBusiness\nSci/Tech\n',
        input: 'match won',
        output: 'Sports',
      },
      { output: 'Sci/Tech' },
    ]);
    // A text with a label of 0 or 1 may be any other set.
    expect(importRows('other.jsonl', toLines([{ text: 'x', label: 1 }])).report.recipe.layout).toBe('columns');
  });

  it('GSM8K: the final answer in words', () => {
    const rows = [{ question: 'Two and two?', answer: 'Add <<2+2=4>>them.\n#### 4' }];
    expect(importRows('train.parquet', toParquet(rows)).rows).toEqual([
      { instruction: 'Two and two?', output: 'Add <<2+2=4>>them.\nThe final answer is:  4' },
    ]);
    const bad = importRows('a.jsonl', toLines([...rows, { question: 'q', answer: '5' }]), { layout: 'gsm8k' });
    expect(bad.report.problems).toEqual([{ row: 2, message: expect.stringContaining('"####"') }]);
  });

  it('AlpacaEval and Alpaca: as they are, without the column that repeats the prompt', () => {
    const evaluation = [{ dataset: 'd', instruction: 'Say hello.', output: 'Hello.', generator: 'g' }];
    expect(importRows('alpaca_eval.json', toJson(evaluation))).toMatchObject({
      report: { recipe: { layout: 'alpaca-eval' } },
      rows: [{ instruction: 'Say hello.', output: 'Hello.', generator: 'g', dataset: 'd' }],
    });
    const alpaca = [
      { instruction: 'Say hello.', input: '', output: 'Hello.', text: 'Below is …' },
      { instruction: 'Add.', input: '1 and 2', output: '3', text: 'Below is …' },
    ];
    expect(importRows('train.parquet', toParquet(alpaca)).rows).toEqual([
      { instruction: 'Say hello.', output: 'Hello.' },
      { instruction: 'Add.', input: '1 and 2', output: '3' },
    ]);
  });

  it('a layout that the file does not have is refused row by row, unless bad rows are left out', () => {
    const content = toLines([...beavertails, { question: 'q', answer: 'a' }]);
    const refused = importRows('a.jsonl', content, { layout: 'beavertails' });
    expect(refused.report.problems).toEqual([
      {
        row: 4,
        message:
          'the column "prompt" of BeaverTails was expected, but the columns are "question", "answer"; choose another layout.',
      },
    ]);
    expect(refused).toMatchObject({ report: { isReady: false }, rows: null });
    const left = importRows('a.jsonl', content, { layout: 'beavertails', leaveOutBad: true });
    expect(left).toMatchObject({ report: { isReady: true, problemCount: 1, takenCount: 2 } });
    expect(left.rows).toHaveLength(2);
    expect(() => importRows('a.jsonl', content, { layout: 'nope' })).toThrow('There is no layout "nope"');
    expect(() => importRows('a.jsonl', content, { layout: 'beavertails', choice: 'some' })).toThrow(
      'choose unsafe or safe or all',
    );
  });
});

describe('rows of a range', () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    prompt: `ask ${index}`,
    response: `answer ${index}`,
    is_safe: index % 2 === 0,
  }));
  const content = toLines(rows);
  const take = (recipe: Partial<Recipe>) => importRows('a.jsonl', content, { layout: 'beavertails', ...recipe });
  const numbers = (recipe: Partial<Recipe>) =>
    take(recipe).rows?.map((row) => Number(/\d+/.exec(JSON.stringify(row))?.[0]));

  it('are counted among those that are chosen, and lose the first one under the authors’ rule', () => {
    expect(numbers({ start: 2, count: 3 })).toEqual([5, 7, 9]);
    expect(numbers({ start: 2, count: 3, offByOne: true })).toEqual([7, 9]);
    expect(numbers({ choice: 'all', start: 18 })).toEqual([18, 19]);
  });

  it('must be there', () => {
    expect(take({ start: 8, count: 5 })).toMatchObject({
      report: {
        isReady: false,
        problems: [{ row: null, message: expect.stringContaining('rows 8 to 12 were asked for, but there are 10') }],
      },
      rows: null,
    });
  });

  it('are the only ones that are checked', () => {
    const broken = toLines([{ prompt: 1, response: 'x', is_safe: false }, ...rows]);
    expect(importRows('a.jsonl', broken, { layout: 'beavertails', start: 1 }).report.isReady).toBe(true);
    expect(importRows('a.jsonl', broken, { layout: 'beavertails' }).report.problems).toEqual([
      { row: 1, message: 'the column "prompt" must hold a text, but holds 1.' },
    ]);
  });
});

describe('the registry', () => {
  it('names every layout once, and the presets of rows name layouts that there are', () => {
    const names = layouts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const preset of rowPresets) for (const name of preset.layouts) expect(names).toContain(name);
  });

  it('has the rows of the paper: 5001 to 9999 for the defence under the authors’ rule', () => {
    const preset = rowPresets.find(({ name }) => name === 'booster-alignment');
    const many = Array.from({ length: 10_001 }, (_, index) => ({
      prompt: `p${index}`,
      response: `r${index}`,
      refusal: `Question: p${index}\nAnswer: no ${index}`,
    }));
    const { start = 0, count = 0 } = preset ?? {};
    const { rows } = importRows('pairs.json', toJson(many), { start, count, offByOne: true });
    expect(rows).toHaveLength(4999);
    expect(rows?.[0]).toMatchObject({ instruction: 'p5001', output: 'no 5001' });
    expect(rows?.at(-1)).toMatchObject({ instruction: 'p9999', output: 'no 9999' });
  });
});
