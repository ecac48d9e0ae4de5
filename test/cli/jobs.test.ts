import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repository } from '../support/read-imports.ts';
import { makeTemporaryFolder, runCli } from './support/run-cli.ts';

const model = join(repository, 'resources/sample/model');
const records = join(repository, 'resources/sample/data/split-0/test-foods.jsonl');
const onRecords = ['--model', model, '--data', records, '--template', 'plain', '--max-length', '64'];

const scoreSchema = z.object({
  index: z.int(),
  loss: z.number(),
  tokens: z.int(),
  logProbabilities: z.array(z.number()),
});
const answerSchema = z.object({ index: z.int(), prompt: z.string(), response: z.string() });

function readLines<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)));
}

/** A training file with paths relative to itself where they can be. */
function writeTrainFile(folder: string, change: object = {}): string {
  const path = join(folder, 'stage.json');
  const file = {
    model: { path: model },
    template: 'plain',
    maxLength: 64,
    trainable: { kind: 'lora', rank: 2 },
    method: { name: 'sft' },
    data: { path: 'rows.jsonl' },
    training: { batchSize: 2, maxSteps: 4, shuffle: false },
    ...change,
  };
  writeFileSync(join(folder, 'rows.jsonl'), readFileSync(records, 'utf8').split('\n').slice(0, 8).join('\n'));
  writeFileSync(path, JSON.stringify(file));
  return path;
}

describe('single jobs', () => {
  it('score, generate, train and export write what they are asked for', async () => {
    const folder = makeTemporaryFolder();
    const scores = join(folder, 'scores.jsonl');
    const score = await runCli(['score', ...onRecords, '--count', '4', '--out', scores]);
    expect({ code: score.code, stdout: score.stdout }).toEqual({ code: 0, stdout: `Scores  ${scores}\n` });
    const plain = readLines(scores, scoreSchema);
    expect(plain.map((row) => row.index)).toEqual([0, 1, 2, 3]);

    const answers = join(folder, 'answers.jsonl');
    const generate = await runCli([
      'generate',
      ...onRecords,
      '--start',
      '2',
      '--count',
      '3',
      '--max-new-tokens',
      '5',
      '--out',
      answers,
      '--json',
    ]);
    expect(generate.code).toBe(0);
    expect(generate.lines().at(-1)).toEqual({ kind: 'written', out: answers });
    expect(readLines(answers, answerSchema)).toHaveLength(3);

    const trained = join(folder, 'trained');
    const train = await runCli(['train', writeTrainFile(folder), '--out', trained, '--steps', '3']);
    expect({ code: train.code, stdout: train.stdout }).toEqual({ code: 0, stdout: `Written  ${trained}\n` });
    expect(existsSync(join(trained, 'checkpoints/step-000003'))).toBe(true);
    expect(JSON.parse(readFileSync(join(trained, 'train.json'), 'utf8'))).toMatchObject({ training: { maxSteps: 3 } });

    const other = await runCli(['train', join(folder, 'stage.json'), '--out', trained]);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('(train/other-results)');

    const merged = join(folder, 'merged');
    const adapter = join(trained, 'adapter');
    const exported = await runCli(['export', '--model', model, '--adapter', adapter, '--out', merged, '--json']);
    expect(exported.code).toBe(0);
    const rescored = join(folder, 'rescored.jsonl');
    const onMerged = onRecords.map((word) => (word === model ? merged : word));
    expect((await runCli(['score', ...onMerged, '--count', '4', '--out', rescored])).code).toBe(0);
    const adapted = join(folder, 'adapted.jsonl');
    await runCli(['score', ...onRecords, '--adapter', adapter, '--count', '4', '--out', adapted]);
    const losses = readLines(rescored, scoreSchema).map((row) => row.loss);
    expect(losses).not.toEqual(plain.map((row) => row.loss));
    readLines(adapted, scoreSchema).forEach((row, at) => expect(row.loss).toBeCloseTo(losses[at] ?? Number.NaN, 4));
  }, 240_000);

  it.each([
    ['an unknown key', { speed: 1 }, 'speed'],
    ['a negative λ', { method: { name: 'booster', lambda: -1 } }, 'method.lambda'],
    ['an unknown method', { method: { name: 'magic' } }, 'method'],
  ])('train refuses a file with %s before anything is written', async (_, change, place) => {
    const folder = makeTemporaryFolder();
    const path = writeTrainFile(folder, change);
    const { code, stdout, stderr } = await runCli(['train', path, '--out', join(folder, 'out')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(path);
    expect(stderr).toContain(place);
    expect(stderr).toContain('(train/invalid)');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('say what is wrong with a model in one sentence, without a result', async () => {
    const out = join(makeTemporaryFolder(), 'scores.jsonl');
    const words = onRecords.map((word) => (word === model ? '/no/such/model' : word));
    const { code, lines } = await runCli(['score', ...words, '--out', out, '--json']);
    expect(code).toBe(1);
    expect(lines().at(-1)).toMatchObject({ kind: 'error', message: expect.stringContaining('/no/such/model') });
    expect(existsSync(out)).toBe(false);
  });
});

describe('the doctor', () => {
  it('is the one of npm run doctor', async () => {
    const { lines } = await runCli(['doctor', '--json']);
    expect(lines()).toMatchObject([{ kind: 'inspected', checks: expect.any(Array), canTrain: expect.any(Boolean) }]);
  });
});
