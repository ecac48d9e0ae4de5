import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../src/engine/job.ts';
import type { StageEvent } from '../../../src/shared/events.ts';
import { jobSchema } from '../../../src/shared/spec/job.ts';
import { readWords, withoutArrow, writeModelVariant } from '../../support/model-variant.ts';
import { modelFolderOf, readGolden } from '../../support/reference.ts';
import { eventsOf } from '../../support/tiny-training.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-jobs-'));
const adapter = path.join(modelFolderOf('llama-tiny'), 'adapter');
const golden = readGolden('llama-tiny');
const words = readWords();
let model: string;

beforeAll(() => {
  model = writeModelVariant(path.join(root, 'model'), { tokenizer: withoutArrow });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('score', () => {
  it('gives the losses and log-probabilities of transformers, and with an adapter those of peft', async () => {
    const data = writeRows('score.jsonl', goldenRows());
    for (const [adapters, expected] of [
      [[], golden.rows],
      [[adapter], golden.loraRows],
    ] as const) {
      const out = path.join(root, `scores-${adapters.length}.jsonl`);
      // Rows are cut at 12 tokens: the longest golden row, which has no end token, has just as many.
      const { outcome } = await run({
        kind: 'score',
        model,
        adapters,
        template: 'plain',
        maxLength: 12,
        batchSize: 2,
        data: { path: data },
        out,
      });
      expect(outcome).toBe('completed');
      const scores = readRows(out);
      expect(scores.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(scores[0]['loss']).toBeCloseTo(expected[0].loss, 4);
      for (const [row, score] of scores.entries()) {
        const logProbabilities = score['logProbabilities'] as number[];
        // Shorter rows go on with the end token, which the golden rows lack.
        const shared = expected[row].logProbabilities.length as number;
        expect(logProbabilities).toHaveLength(row === 0 ? shared : shared + 1);
        expect(score['tokens']).toBe(logProbabilities.length);
        for (const [index, value] of logProbabilities.slice(0, shared).entries()) {
          expect(Math.abs(value - expected[row].logProbabilities[index])).toBeLessThan(1e-4);
        }
        const mean = logProbabilities.reduce((sum, value) => sum + value, 0) / logProbabilities.length;
        expect(score['loss']).toBeCloseTo(-mean, 5);
      }
    }
  });

  it('leaves out rows whose answer is cut off, and names them in the log', async () => {
    const long = Array.from({ length: 12 }, () => 'lubu').join(' ');
    const data = writeRows('long.jsonl', [{ instruction: long, output: 'lubu' }, ...goldenRows()]);
    const out = path.join(root, 'long-scores.jsonl');
    const { events } = await run({
      kind: 'score',
      model,
      template: 'plain',
      maxLength: 12,
      batchSize: 2,
      data: { path: data },
      out,
    });
    expect(readRows(out).map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(eventsOf(events, 'logged').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^1 rows of the data .*rows 0\.$/),
    ]);
  });
});

describe('generate', () => {
  it('writes the greedy answers of transformers in the order of the file', async () => {
    const prompts = [...golden.greedy].reverse();
    const rows = prompts.map(({ promptIds }) => ({ instruction: toText(promptIds.slice(1)), output: '' }));
    const out = path.join(root, 'answers.jsonl');
    const { outcome, events } = await run({
      kind: 'generate',
      model,
      template: 'plain',
      batchSize: 3,
      maxNewTokens: 16,
      data: { path: writeRows('questions.jsonl', rows), start: 1, count: 3 },
      out,
    });
    expect(outcome).toBe('completed');
    const expected = prompts.slice(1).map(({ newIds }) => (newIds as number[]).filter((id) => id !== golden.eos));
    const answers = readRows(out);
    expect(answers.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(answers.map(({ tokens }) => tokens)).toEqual(expected);
    expect(answers.map(({ prompt }) => prompt)).toEqual(rows.slice(1).map(({ instruction }) => instruction));
    expect(answers[1]['response']).toBe(toText(expected[1]));
    expect(eventsOf(events, 'progressed').at(-1)).toMatchObject({ done: 3, total: 3, fraction: 1 });
  });

  it('leaves no file behind when it is cancelled', async () => {
    const folder = path.join(root, 'cancelled');
    const data = writeRows('cancelled.jsonl', goldenRows());
    const controller = new AbortController();
    controller.abort();
    const job = {
      kind: 'generate',
      model,
      template: 'plain',
      batchSize: 1,
      maxNewTokens: 4,
      data: { path: data },
      out: path.join(folder, 'answers.jsonl'),
    };
    expect((await run(job, controller.signal)).outcome).toBe('cancelled');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('an adapter of another model', () => {
  it.each(['score', 'generate'] as const)('is refused by %s before anything is written', async (kind) => {
    const out = path.join(root, 'refused', 'out.jsonl');
    const other = path.join(modelFolderOf('llama-f16'), 'adapter');
    const data = writeRows(`${kind}-refused.jsonl`, goldenRows());
    await expect(
      run({ kind, model, adapters: [other], template: 'plain', data: { path: data }, out }),
    ).rejects.toMatchObject({
      code: 'adapter/does-not-fit',
      message: expect.stringMatching(/llama-f16.*belongs to another base model\.$/),
    });
    expect(readdirSync(root)).not.toContain('refused');
  });
});

async function run(
  job: unknown,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ outcome: string; events: StageEvent[] }> {
  const events: StageEvent[] = [];
  const outcome = await runJob(jobSchema.parse(job), { emit: (event) => events.push(event), signal });
  return { outcome, events };
}

/** The golden rows as text: masked words are the question, the others the answer. */
function goldenRows(): { instruction: string; output: string }[] {
  return (golden.inputIds as number[][]).map((ids, row) => {
    const real = ids.slice(0, golden.lengths[row]);
    const first = (golden.labels[row] as number[]).findIndex((label) => label !== -100);
    return { instruction: toText(real.slice(1, first)), output: toText(real.slice(first)) };
  });
}

function toText(ids: readonly number[]): string {
  return ids.map((id) => words[id]).join(' ');
}

function writeRows(name: string, rows: readonly unknown[]): string {
  const file = path.join(root, name);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

function readRows(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
