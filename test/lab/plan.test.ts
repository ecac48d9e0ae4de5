import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recallDigests } from '../../src/lab/folder/digest-file.ts';
import { planExperiment } from '../../src/lab/plan/index.ts';
import { makeProject, type Project, usualSettings } from './fixtures/project.ts';

function plan(path: string) {
  return planExperiment(path, { memory: recallDigests(null), isComplete: () => false, execution: {} });
}

async function refuse(project: Project, parts: Parameters<Project['writeSpec']>[0]): Promise<string> {
  return plan(project.writeSpec(parts)).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? error.message.replaceAll(project.folder, '') : String(error)),
  );
}

const booster = { name: 'booster', lambda: 2 };

describe('planExperiment', () => {
  it('makes a grid of arms and axes, arms outermost, and labels runs', async () => {
    const arms = [
      { label: 'SFT', set: {} },
      { label: 'Booster', set: { 'alignment.method': booster } },
    ];
    const { runs } = await plan(makeProject().writeSpec({ arms, vary: { 'attack.p': [0, 0.1], seed: [1, 2] } }));
    expect(runs.map((run) => [run.arm, run.varied['attack.p'], run.varied['seed']])).toEqual(
      ['SFT', 'Booster'].flatMap((arm) => [0, 0.1].flatMap((p) => [1, 2].map((seed) => [arm, p, seed]))),
    );
    expect(runs[5]?.settings).toMatchObject({ seed: 2, alignment: { method: booster }, attack: { p: 0 } });
    expect(runs[0]?.runId).toMatch(/^small-test-[0-9a-f]{8}-1$/);
  });

  it('shares the alignment among attacks and everything that does not depend on a varied setting', async () => {
    const { stages, runs } = await plan(
      makeProject().writeSpec({ vary: { 'attack.p': [0, 0.05, 0.1], 'evaluation.batchSize': [8, 16] } }),
    );
    expect(runs).toHaveLength(6);
    expect(stages.map((stage) => stage.kind).sort()).toEqual([
      ...Array(1).fill('align'),
      ...Array(3).fill('attack'),
      ...Array(6).fill('evaluate'),
    ]);
  });

  it('names recomputed activations in a stage only where they are on, so that all others keep their keys', async () => {
    const stageKeys = async (training: object) => {
      const alignment = { ...usualSettings.alignment, training };
      const { stages } = await plan(makeProject().writeSpec({ settings: { ...usualSettings, alignment } }));
      return stages.map(({ file }) => file.key);
    };
    const usual = await stageKeys({ maxSteps: 3 });
    expect(await stageKeys({ maxSteps: 3, recomputeActivations: false })).toEqual(usual);
    const on = await stageKeys({ maxSteps: 3, recomputeActivations: true });
    expect(on.filter((key) => usual.includes(key))).toEqual([]);
  });

  it('does not make SFT alignment depend on the harmful set, but Booster', async () => {
    const project = makeProject();
    writeFileSync(join(project.folder, 'other.jsonl'), '{"instruction": "other"}\n');
    const vary = { 'alignment.harmful.path': ['harmful.jsonl', 'other.jsonl'] };
    const count = async (settings: object) => {
      const { stages } = await plan(project.writeSpec({ settings, vary }));
      return stages.filter((stage) => stage.kind === 'align').length;
    };
    expect(await count(usualSettings)).toBe(1);
    expect(await count({ ...usualSettings, alignment: { ...usualSettings.alignment, method: booster } })).toBe(2);
  });

  it('puts a defence after fine-tuning into the evaluation alone, with the alignment’s harmful rows unless it names others', async () => {
    const project = makeProject();
    writeFileSync(join(project.folder, 'other.jsonl'), '{"instruction": "other"}\n');
    const antidote = { name: 'antidote' };
    const arms = [
      { label: 'none', set: {} },
      { label: 'named none', set: { 'post.method': { name: 'none' }, 'post.harmful': { path: 'other.jsonl' } } },
      { label: 'pruned', set: { 'post.method': antidote } },
      { label: 'pruned by others', set: { 'post.method': antidote, 'post.harmful': { path: 'other.jsonl' } } },
      { label: 'random', set: { 'post.method': { ...antidote, choose: 'random' } } },
    ];
    const { runs, stages } = await plan(project.writeSpec({ arms }));
    expect(new Set(runs.map((run) => run.stages.attack)).size).toBe(1);
    const evaluations = runs.map(({ stages: { evaluate } }) => stages.find(({ file }) => file.key === evaluate)?.file);
    const posts = evaluations.map((file) => (file?.stage.kind === 'evaluate' ? file.stage.post : null));
    expect(posts.map((post) => post?.harmful?.path.replace(project.folder, ''))).toEqual([
      undefined,
      undefined,
      '/harmful.jsonl',
      '/other.jsonl',
      undefined,
    ]);
    expect(evaluations[0]?.stage).not.toHaveProperty('post');
    expect(evaluations[1]?.key).toBe(evaluations[0]?.key);
    expect(new Set(evaluations.map((file) => file?.key)).size).toBe(4);
  });

  it('makes stages depend on the system prompt and the template’s file with the template chat alone', async () => {
    const project = makeProject();
    const keysOf = async (settings: object) => {
      const { stages } = await plan(project.writeSpec({ settings: { ...usualSettings, ...settings } }));
      return stages.map(({ file }) => file.key);
    };
    const [plain, chat] = [await keysOf({}), await keysOf({ template: 'chat' })];
    expect(await keysOf({ systemPrompt: 'Be kind.' })).toEqual(plain);
    const asked = await keysOf({ template: 'chat', systemPrompt: 'Be kind.' });
    expect(new Set([...plain, ...chat, ...asked]).size).toBe(plain.length * 3);
    writeFileSync(join(project.folder, 'model', 'chat_template.jinja'), '{{ messages[0].content }}');
    expect(await keysOf({})).toEqual(plain);
    expect(await keysOf({ template: 'chat' })).not.toEqual(chat);
  });

  it('puts adapters on the layers that make queries, keys and values, as the model’s family calls them', async () => {
    const project = makeProject();
    const ask = async (architecture: string, trainable?: object) => {
      const config = JSON.stringify({ architectures: [architecture] });
      writeFileSync(join(project.folder, 'model/config.json'), config);
      const settings = { ...usualSettings, ...(trainable && { trainable }) };
      const { runs, stages } = await plan(project.writeSpec({ settings }));
      return { targets: [runs[0]?.settings.trainable, stages[0]?.file.stage.trainable], key: stages[0]?.file.key };
    };
    const lora = (targets: string[]) => expect.objectContaining({ kind: 'lora', targets });
    const usual = lora(['q_proj', 'k_proj', 'v_proj']);
    const llama = await ask('LlamaForCausalLM');
    expect(llama.targets).toEqual([usual, usual]);
    // Stages of models that always had these layers keep their keys.
    expect((await ask('LlamaForCausalLM', { kind: 'lora', targets: ['q_proj', 'k_proj', 'v_proj'] })).key).toBe(
      llama.key,
    );
    expect((await ask('OPTForCausalLM')).targets).toEqual([usual, usual]);
    expect((await ask('SomethingElse')).targets).toEqual([usual, usual]);
    const fused = lora(['c_attn']);
    expect((await ask('GPT2LMHeadModel')).targets).toEqual([fused, fused]);
    expect((await ask('GPT2LMHeadModel', { kind: 'lora', targets: ['c_fc'] })).targets[0]).toEqual(lora(['c_fc']));
    await expect(ask('GPT2LMHeadModel', { kind: 'lora', targets: ['c_attn', 'v_proj'] })).rejects.toThrow(
      'trainable.targets: expected layers of this model, which are c_attn, c_proj, c_fc, found v_proj; leave the targets out for c_attn.',
    );
  });

  it('keeps the keys when files move and changes them when their bytes do', async () => {
    const project = makeProject();
    const before = await plan(project.writeSpec());
    mkdirSync(join(project.folder, 'moved'));
    for (const name of ['model', 'align.jsonl', 'safety.jsonl'])
      renameSync(join(project.folder, name), join(project.folder, 'moved', name));
    const settings = {
      ...usualSettings,
      model: { path: 'moved/model' },
      alignment: { ...usualSettings.alignment, data: { path: 'moved/align.jsonl' } },
      evaluation: { safety: { data: { path: 'moved/safety.jsonl' } } },
    };
    const moved = await plan(project.writeSpec({ settings }));
    expect(moved.runs[0]?.stages).toEqual(before.runs[0]?.stages);
    expect(moved.id).toBe(before.id);
    writeFileSync(join(project.folder, 'moved', 'safety.jsonl'), '{"instruction": "changed"}\n');
    const changed = await plan(project.writeSpec({ settings }));
    expect(changed.runs[0]?.stages.align).toBe(before.runs[0]?.stages.align);
    expect(changed.runs[0]?.stages.evaluate).not.toBe(before.runs[0]?.stages.evaluate);
  });

  it('puts the seed into paths and resolves them from the spec', async () => {
    const project = makeProject();
    for (const seed of [3, 4]) writeFileSync(join(project.folder, `align-${seed}.jsonl`), `{"seed": ${seed}}\n`);
    const settings = {
      ...usualSettings,
      alignment: { ...usualSettings.alignment, data: { path: 'align-{seed}.jsonl' } },
    };
    const { stages, runs } = await plan(project.writeSpec({ settings, vary: { seed: [3, 4] } }));
    expect(stages.flatMap(({ file }) => (file.stage.kind === 'align' ? [file.stage.data.path] : []))).toEqual(
      [3, 4].map((seed) => join(project.folder, `align-${seed}.jsonl`)),
    );
    expect(runs[1]?.settings.alignment.data.path).toBe('align-4.jsonl');
  });

  it('keeps the attack’s own learning rate when its training is given in part', async () => {
    const settings = {
      ...usualSettings,
      attack: { ...usualSettings.attack, training: { maxSteps: 5 } },
      trainable: { rank: 8 },
    };
    const { runs } = await plan(makeProject().writeSpec({ settings }));
    expect(runs[0]?.settings.attack.training).toMatchObject({ maxSteps: 5, learningRate: 1e-5 });
    expect(runs[0]?.settings.trainable).toMatchObject({ kind: 'lora', rank: 8 });
  });

  it.each([
    [
      'a λ below zero, where it is varied',
      { arms: [{ label: 'B', set: { 'alignment.method': booster } }], vary: { 'alignment.method.lambda': [1, -1] } },
      '/spec.json: vary."alignment.method.lambda"[1]: expected a number of at least 0, found -1.',
    ],
    [
      'an unknown dotted path in vary',
      { vary: { 'attack.q': [1] } },
      '/spec.json: vary."attack.q"[0] is not a setting; expected one of method, task, harmful, guide, n, p, loraMode, checkpointSteps, training.',
    ],
    [
      'a setting of another method, varied over every arm',
      {
        arms: [{ label: 'S', set: { 'alignment.method': { name: 'sft' } } }],
        vary: { 'alignment.method.lambda': [1] },
      },
      '/spec.json: vary."alignment.method.lambda"[0] is not a setting of "sft"; expected one of name.',
    ],
    [
      'a file in place of a data set',
      { arms: [{ label: 'S', set: { 'attack.task': 'task.jsonl' } }] },
      '/spec.json: arms[0].set."attack.task": expected a group in braces { }, found "task.jsonl".',
    ],
    [
      'an unknown key in the settings',
      { settings: { ...usualSettings, modle: {} } },
      '/spec.json: settings.modle is not a setting; expected one of seed, model, template, systemPrompt, maxLength, trainable, alignment, attack, post, evaluation.',
    ],
    [
      'an unknown key of the file',
      { extra: 1 },
      '/spec.json: extra is not a setting; expected one of $schema, version, name, notes, settings, arms, vary, search.',
    ],
    [
      'an unknown kind of training',
      { vary: { 'trainable.kind': ['loar'] } },
      '/spec.json: vary."trainable.kind"[0]: expected one of "lora", "full", found "loar".',
    ],
    [
      'a path through a number',
      { vary: { 'seed.x': [1] }, settings: { ...usualSettings, seed: 5 } },
      '/spec.json: vary."seed.x"[0] cannot be set, because seed is 5 and not a group of settings.',
    ],
    [
      'the same value twice',
      { vary: { seed: [1, 2, 1] } },
      '/spec.json: vary."seed" lists 1 twice; list each value once.',
    ],
    [
      'axes that replace each other',
      { vary: { attack: [{}], 'attack.p': [0] } },
      '/spec.json: vary."attack" replaces what vary."attack.p" sets; vary one of the two.',
    ],
    [
      'arms of one name',
      {
        arms: [
          { label: 'A', set: {} },
          { label: 'A', set: {} },
        ],
      },
      '/spec.json: two arms are called "A"; each needs its own label.',
    ],
    [
      'a missing data file',
      { vary: { 'attack.task.path': ['gone.jsonl'] } },
      '/spec.json: attack.task: expected a file at /gone.jsonl, found nothing.',
    ],
    [
      'a model that is a file',
      { vary: { 'model.path': ['task.jsonl'] } },
      '/spec.json: model.path: expected a model folder at /task.jsonl, found a file.',
    ],
    [
      'accumulation with Booster',
      { arms: [{ label: 'B', set: { 'alignment.method': booster, 'alignment.training': { accumulation: 2 } } }] },
      '/spec.json: arms[0].set."alignment.training" (accumulation): Booster allows 1 only, found 2; raise the batch size instead.',
    ],
    [
      'poison without a harmful set',
      { vary: { 'attack.harmful': [null] } },
      '/spec.json: vary."attack.harmful"[0]: a poison ratio of 0.1 needs a harmful data set, found none; name one or set attack.p to 0.',
    ],
    [
      'pruning by harmful rows where there are none',
      { arms: [{ label: 'A', set: { 'post.method': { name: 'antidote' }, 'alignment.harmful': null } }] },
      '/spec.json: settings.post.harmful: Antidote needs harmful rows, found none here nor in alignment.harmful; name a file, such as {"path": "harmful.jsonl"}.',
    ],
  ])('refuses %s in one sentence', async (_name, parts, sentence) => {
    expect(await refuse(makeProject(), parts)).toBe(sentence);
  });

  it('says what is wrong with a file that is no JSON or is not there', async () => {
    const project = makeProject();
    writeFileSync(join(project.folder, 'broken.json'), '{"version": 1,');
    await expect(plan(join(project.folder, 'broken.json'))).rejects.toThrow(/broken\.json is not JSON: /);
    await expect(plan(join(project.folder, 'none.json'))).rejects.toThrow(
      /none\.json cannot be read: there is no such file\./,
    );
  });
});
