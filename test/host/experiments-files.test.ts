import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DraftSpec } from '../../src/shared/contract/experiments.ts';
import { makeProject, openScriptedLab, usualSettings } from '../lab/fixtures/project.ts';
import { makeDraft } from './fixtures/make-draft.ts';
import { openHost } from './fixtures/open-host.ts';

const grid: DraftSpec['spec'] = {
  arms: [
    { label: 'SFT', set: { 'alignment.method': { name: 'sft' } } },
    { label: 'Booster, λ 2', set: { 'alignment.method': { name: 'booster', lambda: 2 } } },
  ],
  vary: { 'attack.p': [0, 0.1], seed: [3, 4] },
};

async function open() {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  return { project, lab, client: openHost(lab).client };
}

describe('specs as text', () => {
  it.each(['json', 'yaml'] as const)('go out as %s and come back as the same experiment', async (format) => {
    const { project, lab, client } = await open();
    const draft = makeDraft(project, grid);
    const { text, fileName, command } = await client.experiments.exportSpec({ draft, format });
    expect([fileName, command]).toEqual([`small-test.${format}`, `npm run lab -- run small-test.${format}`]);
    expect(text).toContain(join(project.folder, 'task.jsonl'));
    const back = await client.experiments.importSpec({ text, baseFolder: null });
    const [first, second] = [await client.experiments.plan({ draft }), await client.experiments.plan({ draft: back })];
    expect(second).toEqual(first);
    // The command line reads the file, too.
    const path = join(project.folder, fileName);
    writeFileSync(path, text);
    expect((await lab.plan(path)).id).toBe(first.experimentId);
  });

  it('names where a text is broken, and refuses what is no experiment', async () => {
    const { client } = await open();
    const read = (text: string) => client.experiments.importSpec({ text, baseFolder: null });
    await expect(read('{"version": 1,')).rejects.toThrow('The text is not JSON: ');
    await expect(read('version: 1\nname: [open')).rejects.toThrow(/^The text is not YAML: .*line \d/);
    for (const text of ['', '[1, 2]', 'only words', '{"version": 1}'])
      await expect(read(text)).rejects.toThrow(/is not/);
  });

  it('take relative paths from the folder of the file', async () => {
    const { project, client } = await open();
    const text = JSON.stringify({ version: 1, name: 'Relative', settings: usualSettings });
    const draft = await client.experiments.importSpec({ text, baseFolder: project.folder });
    expect(await client.experiments.plan({ draft })).toMatchObject({ problems: [], runCount: 1 });
  });
});

describe('the draft of what was submitted', () => {
  it('makes the same experiment again', async () => {
    const { project, client } = await open();
    const { experimentId } = await client.experiments.submit({ draft: makeDraft(project, grid) });
    const draft = await client.experiments.draftOf({ experimentId, runId: null });
    expect(draft.baseFolder).toBeNull();
    expect(await client.experiments.plan({ draft })).toMatchObject({ experimentId, isKnown: true });
  });

  it('makes one run alone, with its stages', async () => {
    const { project, lab, client } = await open();
    const { experimentId } = await client.experiments.submit({ draft: makeDraft(project, grid) });
    for (const run of lab.listRuns(experimentId)) {
      const draft = await client.experiments.draftOf({ experimentId, runId: run.runId });
      const plan = await client.experiments.plan({ draft });
      expect(plan).toMatchObject({ runCount: 1, problems: [] });
      expect(plan.stages.map(({ key }) => key)).toEqual(Object.values(run.stages));
      const again = await client.experiments.submit({ draft });
      expect(lab.listRuns(again.experimentId)[0]?.arm).toBe(run.arm);
    }
    await expect(client.experiments.draftOf({ experimentId, runId: 'gone' })).rejects.toThrow('has no run "gone"');
  });

  it('names files from the place of a spec that the command line ran', async () => {
    const { project, lab, client } = await open();
    const { id } = await lab.submit(project.writeSpec());
    const draft = await client.experiments.draftOf({ experimentId: id, runId: null });
    expect(draft.spec['settings']).toMatchObject({ model: { path: join(project.folder, 'model') } });
  });
});
