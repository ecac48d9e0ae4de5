import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, openScriptedLab, usualSettings } from '../lab/fixtures/project.ts';
import { makeDraft } from './fixtures/make-draft.ts';
import { collectNotices, openHost } from './fixtures/open-host.ts';

describe('experiments', () => {
  it('submits a draft as a spec file with absolute paths, which is the experiment that the command line makes', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client } = openHost(lab);
    const draft = makeDraft(project, { vary: { 'attack.p': [0, 0.1] } });
    const { experimentId } = await client.experiments.submit({ draft });
    expect(experimentId).toBe((await lab.plan(project.writeSpec({ vary: { 'attack.p': [0, 0.1] } }))).id);
    const path = join(project.dataFolder, 'specs', `${experimentId}.json`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      settings: { model: { path: join(project.folder, 'model') } },
    });
    expect(readdirSync(join(project.dataFolder, 'specs'))).toHaveLength(1);
    await lab.waitForExperiment(experimentId);
    const { experiment, runs, stages } = await client.experiments.get({ id: experimentId });
    expect(experiment).toMatchObject({ id: experimentId, specPath: path, runCounts: { completed: 2 } });
    expect([runs.length, stages.length]).toEqual([2, 5]);
    expect((await client.experiments.list()).map(({ id }) => id)).toEqual([experimentId]);
  });

  it('leaves nothing behind when a draft cannot be run', async () => {
    const project = makeProject();
    const { client } = openHost(await openScriptedLab(project));
    const settings = { ...usualSettings, model: { path: 'nowhere' } };
    await expect(client.experiments.submit({ draft: makeDraft(project, { settings }) })).rejects.toThrow('nowhere');
    expect(existsSync(join(project.dataFolder, 'specs'))).toBe(false);
    expect(await client.experiments.list()).toEqual([]);
  });

  it('makes varied paths and paths of arms absolute, and asks for a place where there is none', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client } = openHost(lab);
    writeFileSync(join(project.folder, 'other.jsonl'), '{"instruction": "other"}\n');
    const draft = makeDraft(project, {
      vary: { 'attack.task.path': ['task.jsonl', 'other.jsonl'] },
      arms: [
        { label: 'Other', set: { 'alignment.data': { path: 'other.jsonl' }, 'attack.harmful.path': 'other.jsonl' } },
      ],
    });
    const { experimentId } = await client.experiments.submit({ draft });
    const other = join(project.folder, 'other.jsonl');
    expect(lab.listRuns(experimentId).at(-1)?.settings).toMatchObject({
      alignment: { data: { path: other } },
      attack: { task: { path: other }, harmful: { path: other } },
    });
    await expect(client.experiments.submit({ draft: { ...draft, baseFolder: null } })).rejects.toThrow(
      'The experiment cannot run yet. model.path: Expected a path from the root of the disk, found "model"; choose it again.',
    );
  });

  it('cancels, resumes and retries several targets and tells windows so', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { attack: 'fail' });
    const { client } = openHost(lab);
    const { experimentId } = await client.experiments.submit({ draft: makeDraft(project) });
    await lab.waitForExperiment(experimentId);
    expect(await client.experiments.resume({ targets: [{ experimentId }] })).toBe(0);
    expect(await client.experiments.retry({ targets: [{ experimentId }, { experimentId }] })).toBeGreaterThan(0);
    await lab.waitForExperiment(experimentId);
    const kinds = await collectNotices(client, () => client.experiments.cancel({ targets: [{ experimentId }] }));
    expect(kinds).toEqual(expect.arrayContaining(['runs', 'queue']));
    await expect(client.experiments.cancel({ targets: [{ runId: 'nothing' }] })).rejects.toThrow('There is no run');
  });

  it('starts the sample project, and goes on with the same one when it is started again or twice at once', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { client } = openHost(lab);
    const [first, second] = await Promise.all([client.experiments.runSample(), client.experiments.runSample()]);
    expect(second).toEqual(first);
    expect(await client.experiments.runSample()).toEqual(first);
    expect(lab.getExperiment(first.experimentId).runCount).toBe(20);
    const preset = join(import.meta.dirname, '..', '..', 'resources', 'presets', 'sample.json');
    expect((await lab.plan(preset)).id).toBe(first.experimentId);
    await client.experiments.cancel({ targets: [first] });
  });
});

describe('drafts', () => {
  it('are kept in the data folder, newest first, until they are deleted', async () => {
    const project = makeProject();
    const { client } = openHost(await openScriptedLab(project));
    expect(await client.experiments.drafts()).toEqual([]);
    const draft = makeDraft(project, { settings: { half: ['finished', null] } });
    await client.experiments.saveDraft({ id: 'one', name: 'First', draft, presetId: null });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const kinds = await collectNotices(client, () =>
      client.experiments.saveDraft({ id: 'two', name: 'Second', draft, presetId: 'paper' }),
    );
    expect(kinds).toContain('drafts');
    expect(await client.experiments.drafts()).toMatchObject([
      { id: 'two', name: 'Second', presetId: 'paper' },
      { id: 'one', name: 'First', presetId: null, draft },
    ]);
    await client.experiments.deleteDraft({ id: 'two' });
    await client.experiments.deleteDraft({ id: 'two' });
    expect((await client.experiments.drafts()).map(({ id }) => id)).toEqual(['one']);
  });

  it('put a broken file aside instead of showing or overwriting it', async () => {
    const project = makeProject();
    const { client } = openHost(await openScriptedLab(project));
    await client.experiments.saveDraft({ id: 'one', name: 'First', draft: makeDraft(project), presetId: null });
    const folder = join(project.dataFolder, 'window', 'drafts');
    writeFileSync(join(folder, 'one.json'), '{"version": 2}');
    expect(await client.experiments.drafts()).toEqual([]);
    expect(existsSync(join(folder, 'one.json'))).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
