import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectDataset } from '../../../src/engine/jobs/inspect-dataset.ts';
import { inspectModel } from '../../../src/engine/jobs/inspect-model.ts';
import { writeSafetensors } from '../../../src/engine/checkpoint/index.ts';
import { type DatasetReport, datasetReportSchema, modelReportSchema } from '../../../src/shared/spec/inspection.ts';
import { type Recipe, recipeSchema } from '../../../src/shared/spec/recipe.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';

const sample = join(import.meta.dirname, '..', '..', '..', 'resources', 'sample');

interface Asked {
  readonly columns?: Record<string, string | null>;
  readonly recipe?: Partial<Recipe>;
  readonly template?: 'alpaca' | 'plain';
  readonly model?: string;
}

/** The report on a file of this name and content, and the rows that would be imported. */
function inspect(name: string, content: string | Buffer, asked: Asked = {}) {
  const folder = makeTemporaryFolder();
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, ...inspectFile(path, folder, asked) };
}

function inspectFile(path: string, folder: string, asked: Asked = {}) {
  const [out, rows] = [join(folder, 'report.out'), join(folder, 'imported.out')];
  inspectDataset({
    kind: 'inspect-dataset',
    path,
    recipe: recipeSchema.parse({ columns: asked.columns ?? {}, ...asked.recipe }),
    template: asked.template ?? 'plain',
    model: asked.model ?? null,
    rows,
    out,
  });
  const report: DatasetReport = datasetReportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
  return { report, rows: existsSync(rows) ? readFileSync(rows, 'utf8') : null };
}

describe('looking into a data file', () => {
  it('reports on a file of the sample project: rows, columns, prompts as the model sees them, tokens', () => {
    const path = join(sample, 'data', 'split-0', 'alignment.jsonl');
    const { report, rows } = inspectFile(path, makeTemporaryFolder(), { model: join(sample, 'model') });
    expect(report).toMatchObject({
      format: 'jsonl',
      rowCount: 600,
      problems: [],
      problemCount: 0,
      suggested: { instruction: 'instruction', input: null, output: 'output' },
      lengths: { measured: 600, unreadable: 0 },
    });
    expect(report.columns[0]).toMatchObject({ name: 'instruction', count: 600 });
    expect(report.preview[0]?.prompt).toMatch(/ =>$/);
    expect(report.lengths?.longest).toBeLessThanOrEqual(25);
    expect(report.lengths?.counts.reduce((sum, count) => sum + count)).toBe(600);
    expect(rows).toBe(readFileSync(path, 'utf8'));
  });

  it('renders the prompt with the template that was asked for', () => {
    const content = '[{"instruction": "Add.", "input": "1 and 2", "output": "3"}]';
    expect(inspect('rows.json', content, { template: 'alpaca' }).report.preview).toEqual([
      {
        prompt: expect.stringMatching(/### Instruction:\nAdd\.\n\n### Input:\n1 and 2\n\n### Response:\n$/),
        answer: '3',
      },
    ]);
  });

  it.each([
    ['{"prompt": "q", "completion": "a"}', { instruction: 'prompt', input: null, output: 'completion' }],
    ['{"Question": "q", "context": "c", "Answer": "a"}', { instruction: 'Question', input: null, output: 'Answer' }],
    ['{"text": "q", "label": "a"}', { instruction: 'text', input: null, output: 'label' }],
    ['{"input": "q", "output": "a"}', { instruction: 'input', input: null, output: 'output' }],
    [
      '{"instruction": "q", "input": "c", "response": "a"}',
      { instruction: 'instruction', input: 'input', output: 'response' },
    ],
  ])('guesses the columns of %s', (line, suggested) => {
    const { report } = inspect('rows.jsonl', line);
    expect(report).toMatchObject({ suggested, problemCount: 0 });
  });

  it('keeps the columns that were chosen, and says in which rows they are missing or hold no text', () => {
    const lines = ['{"q": "1", "a": "x"}', '{"q": 2, "a": "x"}', '{"q": "3"}', '{"q": " ", "a": "x"}'];
    const { report, rows } = inspect('rows.jsonl', lines.join('\n'), { columns: { instruction: 'q', output: 'a' } });
    expect(report.problems).toEqual([
      { row: 2, message: 'the column "q" must hold a text, but holds "2".' },
      { row: 3, message: expect.stringContaining('the column "a" was expected, but the columns are "q"') },
      { row: 4, message: 'the column "q" must hold a text, but it is empty.' },
    ]);
    expect(report).toMatchObject({ rowCount: 4, problemCount: 3 });
    expect(rows).toBeNull();
  });

  it('goes on after a bad line, and lists the first twenty of many', () => {
    const bad = ['{"instruction": "a", "output": "b"}', '{"instruction":', '[1]', ''];
    const { report } = inspect('rows.jsonl', `${[...bad, ...Array.from({ length: 30 }, () => 'no')].join('\n')}\n`);
    expect(report.problems.slice(0, 3)).toEqual([
      { row: 2, message: expect.stringContaining('one complete JSON object was expected') },
      { row: 3, message: expect.stringContaining('a JSON object was expected') },
      { row: 4, message: expect.stringContaining('the line is empty') },
    ]);
    expect(report).toMatchObject({ problemCount: 33, problems: { length: 20 } });
  });

  it('reads a byte order mark and CR LF, and counts prompts that stand twice', () => {
    const { report, rows } = inspect('rows.csv', '\uFEFFprompt,answer\r\n"Why, oh why?",a\r\nwhy,  b\r\nWHY ,c\r\n');
    expect(report).toMatchObject({ format: 'csv', rowCount: 3, problemCount: 0, duplicatePrompts: 1 });
    expect(rows).toBe(
      '{"prompt":"Why, oh why?","answer":"a"}\n{"prompt":"why","answer":"  b"}\n{"prompt":"WHY ","answer":"c"}\n',
    );
  });

  it.each([
    ['rows.jsonl', '', 'at least one row was expected'],
    ['rows.json', '[]', 'at least one row was expected'],
    ['rows.csv', 'a,b\n', 'at least one row was expected'],
    ['rows.json', '{"a": 1}', 'a JSON array of objects was expected'],
    ['rows.json', '[{"a": 1]', 'a JSON array of objects was expected'],
    ['rows.json', Buffer.from([0x5b, 0xff, 0x5d]), 'UTF-8 text was expected'],
    ['rows.csv', 'a;b\n1;2', 'columns must be separated by commas'],
  ])('says of %s with %o what is wrong with it as a whole', (name, content, message) => {
    const { report, rows } = inspect(name, content);
    expect(report.problems).toEqual([{ row: null, message: expect.stringContaining(message) }]);
    expect(report).toMatchObject({ rowCount: 0, preview: [] });
    expect(rows).toBeNull();
  });

  it('refuses a name of another kind, and a file that is not there', () => {
    expect(() => inspect('rows.xlsx', 'PK')).toThrow('.csv or .parquet was expected');
    expect(() => inspectFile('/nowhere/rows.csv', makeTemporaryFolder())).toThrow('there is no such file');
  });

  it('measures evenly spread rows of a long file', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `{"instruction": "row ${index}", "output": "a"}`);
    const { report } = inspect('rows.jsonl', lines.join('\n'), { model: join(sample, 'model') });
    expect(report.rowCount).toBe(10_000);
    expect(report.lengths?.measured).toBeGreaterThan(2000);
    expect(report.lengths?.measured).toBeLessThan(4096);
  });
});

describe('looking into a model folder', () => {
  const inspectFolder = (path: string) => {
    const out = join(makeTemporaryFolder(), 'report.out');
    inspectModel({ kind: 'inspect-model', path, out });
    return modelReportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
  };
  const copyModel = () => {
    const folder = join(makeTemporaryFolder(), 'model');
    cpSync(join(sample, 'model'), folder, { recursive: true });
    return folder;
  };
  const editConfig = (folder: string, change: Record<string, unknown>) => {
    const file = join(folder, 'config.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
  };

  it('says of the sample model what it is, and finds nothing wrong with it', () => {
    const report = inspectFolder(join(sample, 'model'));
    expect(report).toMatchObject({ family: 'llama', precision: 'float32', maxPositions: 64, problems: [] });
    expect(report.storedBytes).toBe((report.parameterCount ?? 0) * 4);
  });

  it('says in a sentence that the folder is something else', () => {
    const folder = makeTemporaryFolder();
    expect(inspectFolder(join(folder, 'gone')).problems).toEqual([expect.stringContaining('there is nothing')]);
    expect(inspectFolder(folder).problems).toEqual([expect.stringContaining('config.json was expected')]);
    writeFileSync(join(folder, 'adapter_config.json'), '{}');
    expect(inspectFolder(folder).problems).toEqual([expect.stringContaining('this is an adapter')]);
    expect(inspectFolder(join(folder, 'adapter_config.json')).problems).toEqual([
      expect.stringContaining('this is a file'),
    ]);
  });

  it('lists everything that would fail later, each as one sentence', () => {
    const folder = copyModel();
    rmSync(join(folder, 'tokenizer.json'));
    rmSync(join(folder, 'model.safetensors'));
    writeFileSync(join(folder, 'pytorch_model.bin'), '');
    editConfig(folder, { architectures: ['BloomForCausalLM'] });
    expect(inspectFolder(folder).problems).toEqual([
      expect.stringContaining('the architecture BloomForCausalLM is not supported'),
      expect.stringContaining('a pickle file'),
      expect.stringContaining('tokenizer.json'),
    ]);
  });

  it('names weights that are missing or of another shape than config.json says', () => {
    const folder = copyModel();
    editConfig(folder, { num_hidden_layers: 40 });
    expect(inspectFolder(folder).problems).toEqual([
      expect.stringMatching(/the weights "model\.layers\.\d+.* and \d+ more are missing/),
    ]);
    editConfig(folder, { num_hidden_layers: 2, intermediate_size: 8 });
    const { problems } = inspectFolder(folder);
    expect(problems.filter((problem) => problem.includes('must have the shape')).length).toBeLessThanOrEqual(3);
    expect(problems.some((problem) => /more tensors have another shape/.test(problem))).toBe(true);
  });

  it('counts what is stored where the configuration cannot be read', () => {
    const folder = join(makeTemporaryFolder(), 'model');
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.json'), '{');
    const values = new Float32Array(6);
    writeSafetensors(join(folder, 'model.safetensors'), [
      { name: 'w', dtype: 'F32', shape: [2, 3], read: () => values },
    ]);
    expect(inspectFolder(folder)).toMatchObject({
      parameterCount: 6,
      storedBytes: 24,
      family: null,
      precision: 'float32',
    });
  });
});
