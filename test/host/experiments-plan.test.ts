import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DraftSpec } from '../../src/shared/contract/experiments.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { makeProject, openScriptedLab, type Project, usualSettings } from '../lab/fixtures/project.ts';
import { makeDraft } from './fixtures/make-draft.ts';
import { openHost } from './fixtures/open-host.ts';

async function open(): Promise<{ project: Project; client: LabClient }> {
  const project = makeProject();
  return { project, client: openHost(await openScriptedLab(project)).client };
}

const booster = { name: 'booster', lambda: 2 };
const { alignment, attack } = usualSettings;

describe('the plan of a draft', () => {
  it('counts runs and shared stages, and what is complete already', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client } = openHost(lab);
    const draft = makeDraft(project, { vary: { 'attack.p': [0, 0.1] } });
    const before = await client.experiments.plan({ draft });
    expect(before).toMatchObject({
      isKnown: false,
      runCount: 2,
      completeRunCount: 0,
      completeStageCount: 0,
      problems: [],
    });
    expect(before.stages.map(({ kind, runCount }) => [kind, runCount])).toEqual([
      ['align', 2],
      ['attack', 1],
      ['evaluate', 1],
      ['attack', 1],
      ['evaluate', 1],
    ]);
    const { experimentId } = await client.experiments.submit({ draft });
    expect(experimentId).toBe(before.experimentId);
    await lab.waitForExperiment(experimentId);
    expect(await client.experiments.plan({ draft })).toMatchObject({
      isKnown: true,
      completeRunCount: 2,
      completeStageCount: 5,
    });
    const wider = makeDraft(project, { vary: { 'attack.p': [0, 0.1, 0.2] } });
    expect(await client.experiments.plan({ draft: wider })).toMatchObject({
      isKnown: false,
      runCount: 3,
      completeRunCount: 2,
      completeStageCount: 5,
    });
  });

  it('counts the trials of a search over all its rungs, and says in advance what all of them take', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client } = openHost(lab);
    // Something has to have been measured for a forecast.
    const { experimentId } = await client.experiments.submit({ draft: makeDraft(project, {}) });
    await lab.waitForExperiment(experimentId);
    const search = { trials: 9, space: { 'attack.p': { low: 0.1, high: 0.5 } } };
    const settings = { ...usualSettings, attack: { ...attack, training: { maxSteps: 90 } } };
    const vary = { seed: [0, 1] };
    const plain = await client.experiments.plan({ draft: makeDraft(project, { settings, vary, search }) });
    expect(plain).toMatchObject({ runCount: 18, problems: [] });
    expect(plain.search).toEqual({ rungs: [{ number: 1, steps: 90, trialsPerArm: 9, runCount: 18 }], runCount: 18 });
    const halving = { ...search, halving: { firstSteps: 10, factor: 3 } };
    const plan = await client.experiments.plan({ draft: makeDraft(project, { settings, vary, search: halving }) });
    expect(plan.search).toEqual({
      rungs: [
        { number: 1, steps: 10, trialsPerArm: 9, runCount: 18 },
        { number: 2, steps: 30, trialsPerArm: 3, runCount: 6 },
        { number: 3, steps: 90, trialsPerArm: 1, runCount: 2 },
      ],
      runCount: 26,
    });
    const first = await client.experiments.plan({
      draft: makeDraft(project, {
        settings: { ...settings, attack: { ...attack, training: { maxSteps: 10 } } },
        vary,
        search,
      }),
    });
    // The same eighteen runs of ten steps, without the rungs that follow them.
    expect(first.stages.length).toBe(plan.stages.length);
    expect(plan.forecast?.diskBytes).toBeGreaterThan(first.forecast?.diskBytes ?? Number.POSITIVE_INFINITY);
  });

  it.each<[string, DraftSpec['spec'], { path: string; message: string; arm?: string }[]]>([
    [
      'every wrong value at once',
      {
        name: '',
        settings: {
          ...usualSettings,
          seed: -1,
          maxLength: 'long',
          attack: { ...attack, n: 0 },
          trainable: { kind: 'full', rank: 2 },
        },
      },
      [
        { path: 'name', message: 'A value is needed here.' },
        { path: 'seed', message: 'Expected a number of at least 0, found -1.' },
        { path: 'maxLength', message: 'Expected a number, found "long".' },
        { path: 'trainable.rank', message: 'Not a setting of "full"; expected one of kind, freezeEmbeddings.' },
        { path: 'attack.n', message: 'Expected a number of at least 1, found 0.' },
      ],
    ],
    [
      'fields that are not filled in yet',
      {
        settings: {
          ...usualSettings,
          model: { path: '' },
          alignment: { training: {} },
          attack: { task: { columns: {} } },
        },
      },
      [
        { path: 'model.path', message: 'Choose a model folder.' },
        { path: 'alignment.method.name', message: 'Choose one.' },
        { path: 'alignment.data.path', message: 'Choose a file.' },
        { path: 'attack.task.path', message: 'Choose a file.' },
      ],
    ],
    [
      'every file that is not there',
      {
        settings: { ...usualSettings, model: { path: 'none' }, alignment: { ...alignment, data: { path: 'model' } } },
        vary: { 'attack.task.path': ['task.jsonl', 'gone.jsonl'] },
      },
      [
        { path: 'model.path', message: 'Expected a model folder at /none, found nothing.' },
        { path: 'alignment.data.path', message: 'Expected a file at /model, found a folder.' },
        { path: 'attack.task.path', message: 'Expected a file at /gone.jsonl, found nothing.' },
      ],
    ],
    [
      'an arm’s own value, with the arm',
      { arms: [{ label: 'B', set: { 'alignment.method': { ...booster, lambda: -2 } } }] },
      [{ path: 'alignment.method.lambda', arm: 'B', message: 'Expected a number of at least 0, found -2.' }],
    ],
    [
      'a file that an arm chooses',
      {
        arms: [
          { label: 'A', set: {} },
          { label: 'B', set: { 'alignment.data': { path: 'gone.jsonl' } } },
        ],
      },
      [{ path: 'alignment.data.path', arm: 'B', message: 'Expected a file at /gone.jsonl, found nothing.' }],
    ],
    [
      'an arm without a label',
      { arms: [{ label: '', set: {} }] },
      [{ path: 'label', arm: '', message: 'A value is needed here.' }],
    ],
    [
      'rules between settings',
      {
        settings: { ...usualSettings, attack: { ...attack, harmful: null }, trainable: { kind: 'full' } },
        vary: { 'attack.loraMode': ['double'] },
      },
      [
        {
          path: 'attack.harmful',
          message: 'A poison ratio of 0.1 needs a harmful data set, found none; name one or set attack.p to 0.',
        },
        {
          path: 'attack.loraMode',
          message: 'Double needs trainable.kind "lora", found "full"; full training has no adapter to merge.',
        },
      ],
    ],
    [
      'an axis without values',
      { vary: { seed: [1], 'attack.p': [] } },
      [{ path: 'attack.p', message: 'A value is needed here.' }],
    ],
    [
      'values and arms that are there twice',
      {
        vary: { seed: [1, 2, 1] },
        arms: [
          { label: 'A', set: {} },
          { label: 'A', set: {} },
        ],
      },
      [
        { path: 'seed', message: '1 is listed twice; list each value once.' },
        { path: 'label', arm: 'A', message: 'Two arms are called "A"; each needs its own label.' },
      ],
    ],
    [
      'a range that makes too many runs',
      { vary: { seed: Array.from({ length: 3000 }, (_, seed) => seed), 'attack.p': [0, 0.1] } },
      [{ path: '', message: 'The axes and arms make 6000 runs, at most 5000 are planned at once; vary less.' }],
    ],
  ])('names %s', async (_name, parts, problems) => {
    const { project, client } = await open();
    const plan = await client.experiments.plan({ draft: makeDraft(project, parts) });
    expect(plan).toMatchObject({ experimentId: null, stages: [], forecast: null });
    expect(plan.problems.map((found) => ({ ...found, message: found.message.replaceAll(project.folder, '') }))).toEqual(
      problems,
    );
  });

  it.each<[string, DraftSpec['spec']]>([
    ['nothing', {}],
    ['lists in place of groups', { version: 1, name: 'x', settings: [], vary: 3, arms: 'many' }],
    ['a list among the arms', { version: 1, name: 'x', settings: {}, arms: [[], null] }],
  ])('does not fail over %s', async (_name, spec) => {
    const { client } = await open();
    const plan = await client.experiments.plan({ draft: { spec, baseFolder: null } });
    expect(plan.problems.length).toBeGreaterThan(0);
  });

  it('asks for whole paths where nothing says from which folder they start', async () => {
    const { project, client } = await open();
    const plan = await client.experiments.plan({
      draft: {
        ...makeDraft(project, { arms: [{ label: 'A', set: { 'attack.task.path': 'task.jsonl' } }] }),
        baseFolder: null,
      },
    });
    expect(plan.problems).toHaveLength(7);
    expect(plan.problems).toContainEqual({
      path: 'attack.task.path',
      arm: 'A',
      message: 'Expected a path from the root of the disk, found "task.jsonl"; choose it again.',
    });
  });

  it('has the presets: the sample can run, the paper waits for its files', async () => {
    const { client } = await open();
    const presets = await client.experiments.presets();
    expect(presets.map(({ id }) => id)).toEqual([
      'sample',
      'sample-all-defences',
      'sample-attack-search',
      'sample-other-attacks',
      'paper',
    ]);
    const [sample, defences, search, others, paper] = await Promise.all(
      presets.map(({ draft }) => client.experiments.plan({ draft })),
    );
    expect(sample).toMatchObject({ runCount: 20, problems: [] });
    expect(sample?.stages).toHaveLength(50);
    expect(defences).toMatchObject({ runCount: 80, problems: [] });
    expect(search).toMatchObject({ runCount: 72, problems: [] });
    expect(others).toMatchObject({ runCount: 18, problems: [] });
    expect(paper?.runCount).toBe(30);
    expect(paper?.problems.map(({ path }) => path).sort()).toEqual([
      'alignment.data.path',
      'alignment.harmful.path',
      'attack.guide.path',
      'attack.harmful.path',
      'attack.task.path',
      'evaluation.safety.data.path',
      'evaluation.utility.data.path',
      'model.path',
    ]);
  });

  it('sees a file that has gone since the last plan', async () => {
    const { project, client } = await open();
    const draft = makeDraft(project);
    expect((await client.experiments.plan({ draft })).problems).toEqual([]);
    rmSync(join(project.folder, 'task.jsonl'));
    expect((await client.experiments.plan({ draft })).problems).toMatchObject([{ path: 'attack.task.path' }]);
  });
});
