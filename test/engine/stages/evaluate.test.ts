import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { listTrainables } from '../../../src/engine/models/trainables.ts';
import { runStage } from '../../../src/engine/stage.ts';
import { writeCheckpoint } from '../../../src/engine/train/checkpoints.ts';
import { type Sample, sampleSchema, type StageEvent } from '../../../src/shared/events.ts';
import type { StageFile } from '../../../src/shared/spec/stage.ts';
import { goldenTrainables } from '../../support/golden-training.ts';
import { readWords, withoutArrow, writeModelVariant } from '../../support/model-variant.ts';
import { modelFolderOf, readGolden } from '../../support/reference.ts';
import { commonSettings, keyOf, writeDataset, writeStage } from '../../support/stage-files.ts';
import { eventsOf } from '../../support/tiny-training.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-evaluate-'));
const stages = path.join(root, 'stages');
const golden = readGolden('llama-tiny');
const words = readWords();
const adapter = readAdapterWeights(path.join(modelFolderOf('llama-tiny'), 'adapter')).weights;
const withoutEffect = new Map(
  [...adapter].map(([name, values]) => [name, name.includes('lora_B') ? new Float32Array(values.length) : values]),
);

const still = new AbortController().signal;
let folder: string;
let file: StageFile;
let whole: Sample[];
let events: StageEvent[];

beforeAll(async () => {
  const trained = listTrainables(readModelConfig(modelFolderOf('llama-tiny')), goldenTrainables.lora);
  writeCheckpoint(path.join(stages, keyOf('a')), 10, trained, withoutEffect);
  writeCheckpoint(path.join(stages, keyOf('b')), 5, trained, adapter);
  writeCheckpoint(path.join(stages, keyOf('b')), 20, trained, withoutEffect);
  // The prompts of the golden answers of the base model and of its adapter; the last words are those of golden answers.
  const prompts = [...golden.greedy, ...golden.loraGreedy].map(({ promptIds, newIds }) => ({
    instruction: toText(promptIds.slice(1)),
    output: toAnswer(newIds),
  }));
  const model = {
    ...commonSettings.model,
    path: writeModelVariant(path.join(root, 'model'), { tokenizer: withoutArrow }),
  };
  const safety = { data: writeDataset(root, 'safety.jsonl', prompts), maxNewTokens: 16 };
  const utility = { data: writeDataset(root, 'utility.jsonl', prompts), maxNewTokens: 16, scorer: 'exact' };
  ({ folder, file } = writeStage(stages, keyOf('c'), {
    kind: 'evaluate',
    model,
    from: keyOf('b'),
    aligned: keyOf('a'),
    loraMode: 'single',
    evaluation: { safety, utility, benign: null, batchSize: 3 },
  }));
  events = [];
  await run(folder, events);
  whole = readSamples(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('an evaluation', () => {
  it('answers each set with the aligned model as step 0 and with each kept model of the attack', () => {
    const expected = [0, 5, 20].flatMap((step) =>
      ['safety', 'utility'].flatMap((set) => [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `${step} ${set} ${index}`)),
    );
    expect(whole.map(({ step, set, index }) => `${step} ${set} ${index}`)).toEqual(expected);
    const answersOf = (step: number, from: number) =>
      whole
        .filter(
          (sample) =>
            sample.step === step && sample.set === 'safety' && sample.index >= from && sample.index < from + 4,
        )
        .map(({ response }) => response);
    const goldenAnswers = (which: 'greedy' | 'loraGreedy') =>
      (golden[which] as { newIds: number[] }[]).map(({ newIds }) => toAnswer(newIds));
    expect(answersOf(0, 0)).toEqual(goldenAnswers('greedy'));
    expect(answersOf(5, 4)).toEqual(goldenAnswers('loraGreedy'));
    expect(answersOf(20, 0)).toEqual(goldenAnswers('greedy'));
    expect(answersOf(20, 0)).not.toEqual(answersOf(5, 0));
  });

  it('reports scores per step, and progress up to the end', () => {
    const scores = eventsOf(events, 'scored');
    expect([...new Set(scores.map(({ step }) => step))]).toEqual([0, 5, 20]);
    const correct = scores
      .filter(({ metric }) => metric === 'FA')
      .map(({ step, successes, n }) => ({ step, successes, n }));
    const countCorrect = (step: number) =>
      whole.filter((sample) => sample.step === step && sample.set === 'utility' && sample.response === sample.expected)
        .length;
    expect(correct).toEqual([0, 5, 20].map((step) => ({ step, successes: countCorrect(step), n: 8 })));
    expect(countCorrect(0)).toBeGreaterThanOrEqual(3);
    expect(eventsOf(events, 'progressed').at(-1)).toMatchObject({ done: 48, total: 48 });
  });

  it('that was killed goes on: finished steps keep their answers, and a torn last line is cut', async () => {
    const stage = copyStage('d');
    // Step 0 was finished, step 5 was not; the last line stops inside a character. A mark shows which answers were kept.
    const kept = whole
      .slice(0, 20)
      .map((sample, index) => ({ ...sample, prompt: index < 16 ? 'kept' : 'to be answered again' }));
    const line = Buffer.from(JSON.stringify({ ...whole[20], response: 'λ' }));
    const torn = line.subarray(0, line.indexOf('λ') + 1);
    writeFileSync(
      path.join(stage, 'samples.jsonl'),
      Buffer.concat([Buffer.from(kept.map((sample) => `${JSON.stringify(sample)}\n`).join('')), torn]),
    );
    const again: StageEvent[] = [];
    expect(await run(stage, again)).toBe('completed');
    const latest = new Map(
      readSamples(stage).map((sample) => [`${sample.step} ${sample.set} ${sample.index}`, sample]),
    );
    expect([...latest.values()]).toEqual(
      whole.map((sample, index) => (index < 16 ? { ...sample, prompt: 'kept' } : sample)),
    );
    const scoresOf = (from: readonly StageEvent[]) => eventsOf(from, 'scored').map((score) => ({ ...score, atMs: 0 }));
    expect(scoresOf(again)).toEqual(scoresOf(events));
    expect(eventsOf(again, 'progressed')[0]).toMatchObject({ done: 16, total: 48 });

    // A complete evaluation answers nothing again.
    const before = readFileSync(path.join(stage, 'samples.jsonl'));
    expect(await run(stage, [])).toBe('completed');
    expect(readFileSync(path.join(stage, 'samples.jsonl'))).toEqual(before);
  });

  it('prunes what the attack has kept before it answers, and leaves the aligned model as it is', async () => {
    const stage = copyStage('9');
    const post = { method: { name: 'antidote' as const, denseRatio: 1, choose: 'random' as const }, harmful: null };
    const pruned: StageFile = { ...file, stage: { ...file.stage, post } as StageFile['stage'] }; // still an evaluation
    expect(await runStage({ folder: stage, file: pruned, emit: () => undefined, signal: still })).toBe('completed');
    const answers = (samples: readonly Sample[], step: number) =>
      samples.filter((sample) => sample.step === step).map(({ response }) => response);
    const samples = readSamples(stage);
    expect(answers(samples, 0)).toEqual(answers(whole, 0));
    // Without its adapter the attacked model is the base model, and so is the aligned one here.
    expect(answers(samples, 5)).toEqual(answers(whole, 0));
    expect(answers(whole, 5)).not.toEqual(answers(whole, 0));
  });

  it('that is cancelled writes whole sets only', async () => {
    const stage = copyStage('e');
    const controller = new AbortController();
    controller.abort();
    expect(await run(stage, [], controller.signal)).toBe('cancelled');
    expect(existsSync(path.join(stage, 'samples.jsonl'))).toBe(false);
  });

  it('names the line of samples.jsonl that is damaged', async () => {
    const stage = copyStage('f');
    writeFileSync(path.join(stage, 'samples.jsonl'), `${JSON.stringify(whole[0])}\n{"step":0}\n`);
    await expect(run(stage, [])).rejects.toMatchObject({
      code: 'evaluate/damaged-samples',
      message: expect.stringContaining('samples.jsonl: line 2 '),
    });
  });
});

function run(
  stage: string,
  into: StageEvent[],
  signal: AbortSignal = new AbortController().signal,
): Promise<'completed' | 'cancelled'> {
  return runStage({ folder: stage, file, emit: (event) => into.push(event), signal });
}

/** The stage under another key, before its first attempt. */
function copyStage(digit: string): string {
  const stage = path.join(stages, keyOf(digit));
  cpSync(folder, stage, { recursive: true });
  rmSync(path.join(stage, 'samples.jsonl'));
  return stage;
}

function readSamples(stage: string): Sample[] {
  const lines = readFileSync(path.join(stage, 'samples.jsonl'), 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => sampleSchema.parse(JSON.parse(line)));
}

function toText(ids: readonly number[]): string {
  return ids.map((id) => words[id]).join(' ');
}

/** An answer as text, without special tokens. */
function toAnswer(ids: readonly number[]): string {
  return toText(ids.filter((id) => id > 3));
}
