import { mkdtempSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../src/engine/job.ts';
import { createModerator } from '../../../src/engine/evaluate/moderation.ts';
import {
  classifierLogits,
  classifierVariables,
  pooledPosition,
  readClassifierConfig,
} from '../../../src/engine/models/classifier.ts';
import { loadWeights } from '../../../src/engine/models/load-weights.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import { jobSchema } from '../../../src/shared/spec/job.ts';
import { localJudgeSchema, type LocalJudge } from '../../../src/shared/judging/judges.ts';
import { modelFolderOf, readGolden } from '../../support/reference.ts';

interface Case {
  readonly question: string;
  readonly answer: string;
  readonly ids: number[];
  readonly logits: number[];
  readonly scores: number[];
  readonly flagged: boolean;
}

const folder = modelFolderOf('llama-moderation');
const golden = readGolden('llama-moderation') as { categories: string[]; cases: Case[] };
const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-moderation-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Moderation = Extract<LocalJudge, { name: 'moderation' }>;

function describeJudge(changes: Partial<Moderation> = {}): Moderation {
  return localJudgeSchema.parse({ name: 'moderation', model: folder, ...changes }) as Moderation; // the name says so
}

describe('a moderation model', () => {
  it('reads conversations as transformers tokenises them, cut at 256 tokens', () => {
    const moderator = createModerator(describeJudge());
    for (const { question, answer, ids } of golden.cases)
      expect([...moderator.encode({ prompt: question, response: answer })]).toEqual(ids);
    moderator.dispose();
  });

  it('gives the logits of transformers to 1e-4, also where the last token is padding', () => {
    const config = readClassifierConfig(folder);
    const variables = classifierVariables(config, 'float32');
    const length = Math.max(...golden.cases.map(({ ids }) => ids.length));
    const batch = golden.cases.length;
    const executor = createEagerExecutor({
      variables,
      functions: [
        {
          name: 'logits',
          inputs: { ids: { shape: [batch, length], dtype: 'int32' }, positions: { shape: [batch], dtype: 'int32' } },
          build: (scope, { ids, positions }) => ({ logits: classifierLogits(config, scope, ids, positions) }),
        },
      ],
    });
    loadWeights(executor, folder, variables);
    const ids = new Int32Array(batch * length);
    const positions = Int32Array.from(golden.cases, (each, row) => {
      ids.set(each.ids, row * length);
      return row * length + pooledPosition(each.ids, config.padId);
    });
    const { logits } = executor.call('logits', { ids, positions });
    executor.dispose();
    const expected = golden.cases.flatMap((each) => each.logits);
    const worst = Math.max(...expected.map((value, index) => Math.abs(value - logits[index])));
    expect(worst).toBeLessThan(1e-4);
    expect(golden.cases.filter((each) => pooledPosition(each.ids, config.padId) < each.ids.length - 1)).toHaveLength(1);
  });

  it.each([1, 4])('gives the same scores in batches of %i', (batchSize) => {
    const moderator = createModerator(describeJudge({ batchSize }));
    expect(moderator.categories).toEqual(golden.categories);
    for (let start = 0; start < golden.cases.length; start += batchSize) {
      const batch = golden.cases.slice(start, start + batchSize);
      const scores = moderator.score(batch.map((each) => Int32Array.from(each.ids)));
      for (const [row, each] of batch.entries()) {
        for (const [index, score] of each.scores.entries()) expect(scores[row][index]).toBeCloseTo(score, 5);
        expect(scores[row].some((score) => score > 0.5)).toBe(each.flagged);
      }
    }
    moderator.dispose();
  });

  it('appends scores to a judgement file, and those alone', async () => {
    const questions = path.join(root, 'questions.jsonl');
    const out = path.join(root, 'out.jsonl');
    const rows = golden.cases.map(({ question, answer }, index) => ({
      step: 4,
      index,
      hash: String(index).padStart(32, '0'),
      prompt: question,
      response: answer,
    }));
    writeFileSync(questions, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    writeFileSync(out, '{"kind":"judge"}\n');
    const data = { path: '/nowhere.jsonl', digest: '0'.repeat(64) };
    const job = jobSchema.parse({
      kind: 'judge',
      judge: describeJudge({ batchSize: 4 }),
      parts: [{ questions, out, data }],
    });
    expect(await runJob(job, { emit: () => undefined, signal: new AbortController().signal })).toBe('completed');
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(golden.cases.length);
    for (const { index, scores, hash } of lines) {
      expect(hash).toBe(rows[index].hash);
      expect(scores[0]).toBeCloseTo(golden.cases[index].scores[0], 5);
    }
  });

  it('refuses a language model in its place with a sentence', () => {
    expect(() => readClassifierConfig(modelFolderOf('llama-tiny'))).toThrow(
      /a sequence-classification model was expected.*but it is LlamaForCausalLM; choose the folder of a moderation model/,
    );
  });

  it('refuses a head that does not fit its categories', () => {
    const wrong = path.join(root, 'wrong');
    cpSync(folder, wrong, { recursive: true });
    const file = path.join(wrong, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    delete config.id2label['13'];
    writeFileSync(file, JSON.stringify(config));
    expect(() => createModerator(describeJudge({ model: wrong }))).toThrow(
      /score\.weight.*13, 32.*14, 32|14, 32.*13, 32/,
    );
  });
});
