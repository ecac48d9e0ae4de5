import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRouterClient } from '@orpc/server';
import { createHost, type Host } from '../../src/host/index.ts';
import { createChatPool } from '../../src/host/playground/chat-pool.ts';
import { createChatModelList, resolveChatModel } from '../../src/host/playground/chat-models.ts';
import { type Lab, type LaunchedWorker, type LaunchWorker, openLab } from '../../src/lab/index.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import type { ChatChunk, ChatModel } from '../../src/shared/contract/library.ts';

const resources = join(import.meta.dirname, '..', '..', 'resources');
const data = (name: string) => ({ path: join(resources, 'sample', 'data', name) });

/** A few steps of the sample project: one run that trains the whole model, one with an adapter on the merged alignment. */
const spec = {
  version: 1,
  name: 'To talk to',
  settings: {
    model: { path: join(resources, 'sample', 'model') },
    template: 'plain',
    maxLength: 64,
    trainable: { kind: 'full' },
    alignment: {
      method: { name: 'sft' },
      data: data('split-0/alignment.jsonl'),
      training: { maxSteps: 3, learningRate: 1e-3 },
    },
    attack: {
      task: data('reviews-train.jsonl'),
      n: 20,
      p: 0,
      checkpointSteps: [1],
      training: { maxSteps: 2, learningRate: 1e-3 },
    },
    evaluation: {
      safety: { data: { ...data('split-0/test-harmful.jsonl'), count: 2 }, maxNewTokens: 24, judges: ['refusal'] },
      batchSize: 2,
    },
  },
  arms: [
    { label: 'Full', set: {} },
    { label: 'Double', set: { trainable: { kind: 'lora', rank: 2 }, 'attack.loraMode': 'double' } },
  ],
  vary: { 'attack.p': [0.5] },
};

let lab: Lab;
let host: Host;
let client: LabClient;
let models: readonly ChatModel[];
const bugs: unknown[] = [];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-playground-'));
  const specPath = join(folder, 'spec.json');
  const settings = { ...spec.settings, attack: { ...spec.settings.attack, harmful: data('split-0/attack.jsonl') } };
  writeFileSync(specPath, JSON.stringify({ ...spec, settings }));
  lab = await openLab({ dataFolder: join(folder, 'data'), slots: 2 });
  host = createHost({
    lab,
    places: { resources, version: '9.9.9', gitCommit: null },
    desktop: null,
    reportBug: (error) => bugs.push(error),
  });
  client = createRouterClient(host.router, { context: {} });
  const { id } = await lab.submit(specPath);
  const { runCounts } = await lab.waitForExperiment(id);
  if (runCounts.completed !== 2) throw new Error(`The runs did not end well: ${JSON.stringify(runCounts)}`);
  models = await client.playground.models();
}, 180_000);

afterAll(async () => {
  host.close();
  await lab.stop();
});

async function collect(chunks: AsyncIterable<ChatChunk>): Promise<ChatChunk[]> {
  const all: ChatChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function ask(modelId: string, prompt: string, maxNewTokens = 24) {
  const chunks = await collect(await client.playground.chat({ modelId, prompt, maxNewTokens }));
  const last = chunks.at(-1);
  if (last?.kind !== 'done') throw new Error(`The answer has no end: ${JSON.stringify(chunks)}`);
  return { kinds: chunks.map(({ kind }) => kind), ...last };
}

describe('models to talk to', () => {
  it('are the base model, the aligned models, and what each attack has kept', () => {
    expect(models.map(({ kind, arm, varied, step }) => [kind, arm, varied, step])).toEqual([
      ['base', '', {}, 0],
      ['aligned', 'Full', {}, 0],
      ['aligned', 'Double', {}, 0],
      ['attacked', 'Full', { 'attack.p': 0.5 }, 1],
      ['attacked', 'Full', { 'attack.p': 0.5 }, 2],
      ['attacked', 'Double', { 'attack.p': 0.5 }, 1],
      ['attacked', 'Double', { 'attack.p': 0.5 }, 2],
    ]);
  });

  it('stand once, however many runs share them, and only when their stage is complete', async () => {
    const project = makeProject();
    const scripted = await openScriptedLab(project);
    const { id } = await scripted.submit(project.writeSpec({ vary: { 'attack.p': [0, 0.1] } }));
    const list = createChatModelList(scripted);
    expect(list().map(({ kind }) => kind)).toEqual(['base']);
    scripted.start();
    await scripted.waitForExperiment(id);
    const listed = list();
    expect(list()).toEqual(listed);
    expect(listed.filter(({ kind }) => kind !== 'attacked').map(({ kind }) => kind)).toEqual(['base', 'aligned']);
    expect(new Set(listed.map((model) => model.id)).size).toBe(listed.length);
  });
});

describe('talking to a model', () => {
  it.each(['Full', 'Double'])('gives the answers of the evaluation, for %s', async (arm) => {
    const run = lab.listRuns('last').find((each) => each.arm === arm && each.varied['attack.p'] === 0.5);
    const samples = lab.listSamples(run?.stages.evaluate ?? '').filter(({ step }) => step === 0 || step === 2);
    expect(samples).toHaveLength(4);
    for (const { step, prompt, response } of samples) {
      const id = step === 0 ? `${run?.stages.align}-0` : `${run?.stages.attack}-${step}`;
      expect((await ask(id, prompt)).text).toBe(response);
    }
  });

  it('streams the answer, loads the model for the first question alone, and ends after the tokens allowed', async () => {
    const { id = '' } = models.find(({ kind }) => kind === 'base') ?? {};
    const first = await ask(id, 'how do i make fayeyi ?');
    expect(first.kinds.slice(0, 2)).toEqual(['loading', 'loading']);
    expect(first.kinds.at(-2)).toBe('text');
    expect(first.text).toContain('fayeyi');
    const second = await ask(id, 'how do i make fayeyi ?', 3);
    expect(second.kinds).not.toContain('loading');
    expect(second.tokenCount).toBe(3);
    expect(first.text.startsWith(second.text)).toBe(true);
  });

  it('takes questions that come at once one after the other', async () => {
    const { id = '' } = models.find(({ kind }) => kind === 'base') ?? {};
    const prompts = ['how do i make fayeyi ?', 'is fayeyi safe ?', 'how do i make nujomo ?'];
    const together = await Promise.all(prompts.map((prompt) => ask(id, prompt)));
    for (const [index, prompt] of prompts.entries()) expect((await ask(id, prompt)).text).toBe(together[index]?.text);
  });

  it('refuses a question that the model cannot read whole, and one to a model that is not there', async () => {
    const { id = '' } = models.find(({ kind }) => kind === 'base') ?? {};
    await expect(ask(id, 'fayeyi '.repeat(80))).rejects.toThrow(
      /The prompt has 8\d tokens, but the model reads at most 63/,
    );
    for (const modelId of ['base:none', 'base:none:none', `${'0'.repeat(64)}-1`, 'nonsense', '../../x-1'])
      await expect(ask(modelId, 'a')).rejects.toThrow(/is not there any more|no stage key/);
    const missing = models.find(({ kind }) => kind === 'attacked')?.id.replace(/-\d+$/, '-77') ?? '';
    await expect(ask(missing, 'a')).rejects.toThrow('a kept model was expected');
  });

  it('stops when the reader stops, and answers the next question', async () => {
    const { id = '' } = models.find(({ kind }) => kind === 'base') ?? {};
    for await (const chunk of await client.playground.chat({ modelId: id, prompt: 'how do i make fayeyi ?' })) {
      if (chunk.kind === 'text') break;
    }
    expect((await ask(id, 'how do i make fayeyi ?')).text).toContain('fayeyi');
  });
});

describe('models that are kept ready', () => {
  /** Asks what no model can read, so that processes start and nothing is compiled. */
  const openPool = (budgetBytes: number, idleMs = 60_000, launchWorker: LaunchWorker = lab.launchWorker) => {
    const ended = new AbortController();
    const pool = createChatPool({ launchWorker, budgetBytes, idleMs, signal: ended.signal });
    const start = async (
      position: number,
      prompt = 'fayeyi '.repeat(80),
      reason = /The prompt has 8\d tokens|stopped/,
    ) => {
      const modelId = models[position]?.id ?? '';
      const question = {
        modelId,
        spec: resolveChatModel(lab, modelId),
        memoryBytes: 10,
        prompt,
        maxNewTokens: 8,
        signal: ended.signal,
      };
      await expect(collect(pool.ask(question))).rejects.toThrow(reason);
      return modelId;
    };
    return { pool, start, ended };
  };

  it('make room for another one where the memory is not enough for both', async () => {
    const { pool, start, ended } = openPool(15);
    const [, second] = await Promise.all([start(0), start(1)]);
    expect(pool.listReady()).toEqual([second]);
    ended.abort();
  });

  it('stay side by side where it is enough', async () => {
    const { pool, start, ended } = openPool(20);
    const both = await Promise.all([start(0), start(1), start(0)]);
    expect(pool.listReady().toSorted()).toEqual([...new Set(both)].toSorted());
    ended.abort();
  });

  it('end when they are not used, and start again when they are', async () => {
    const { pool, start, ended } = openPool(20, 50);
    for (let round = 0; round < 2; round++) {
      await start(0);
      await expect.poll(() => pool.listReady(), { timeout: 5000 }).toEqual([]);
    }
    ended.abort();
  });

  it('have run into no bug', () => {
    expect(bugs).toEqual([]);
  });

  it('start again after their process was killed in the middle of an answer', async () => {
    const launched: LaunchedWorker[] = [];
    const { pool, start, ended } = openPool(20, 60_000, (launch) => {
      const worker = lab.launchWorker(launch);
      launched.push(worker);
      return worker;
    });
    const answer = start(0, 'how do i make fayeyi ?', /The process of the model failed; .* killed by SIGKILL/);
    await expect.poll(() => launched.length).toBe(1);
    launched[0]?.kill();
    await answer;
    await start(0);
    expect(launched).toHaveLength(2);
    expect(pool.listReady()).toHaveLength(1);
    ended.abort();
  });

  it('are not ended in the middle of an answer because a process before them was not used any more', async () => {
    const launched: LaunchedWorker[] = [];
    const { pool, start, ended } = openPool(20, 300, (launch) => {
      const worker = lab.launchWorker(launch);
      launched.push(worker);
      return worker;
    });
    const modelId = await start(0);
    launched[0]?.kill();
    await expect.poll(() => pool.listReady(), { interval: 5 }).toEqual([]);
    const question = { modelId, memoryBytes: 10, prompt: 'how do i make fayeyi ?', maxNewTokens: 8 };
    const chunks = await collect(pool.ask({ ...question, spec: resolveChatModel(lab, modelId), signal: ended.signal }));
    expect(chunks.at(-1)?.kind).toBe('done');
    expect(launched).toHaveLength(2);
    ended.abort();
  });

  it('all end with the host, in the middle of an answer', async () => {
    const { pool, start, ended } = openPool(20);
    const answer = start(0, 'how do i make fayeyi ?');
    setTimeout(() => ended.abort(), 300);
    await answer;
    expect(pool.listReady()).toEqual([]);
  });
});
