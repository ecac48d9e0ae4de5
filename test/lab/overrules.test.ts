import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Lab, openLab, rebuildLab } from '../../src/lab/index.ts';
import { makeProject, openScriptedLab, type Project } from './fixtures/project.ts';

async function openFinished(project: Project): Promise<{ lab: Lab; stageKey: string }> {
  const lab = await openScriptedLab(project);
  const { id } = await lab.submit(project.writeSpec());
  lab.start();
  await lab.waitForExperiment(id);
  return { lab, stageKey: lab.listRuns(id)[0]?.stages.evaluate ?? '' };
}

describe('verdicts of people', () => {
  it('stand beside those of the judges, in the stage folder and the store, and can be changed and taken back', async () => {
    const { lab, stageKey } = await openFinished(makeProject());
    const place = { stageKey, step: 4, set: 'safety', index: 0 } as const;
    const grown: string[] = [];
    lab.subscribe((event) => event.kind === 'stage.grew' && grown.push(event.key));
    lab.overruleSample({ ...place, verdict: { isHarmful: false, note: 'It only names a bowl.' } });
    const [overrule] = lab.listOverrules(stageKey);
    expect(overrule).toMatchObject({
      step: 4,
      set: 'safety',
      index: 0,
      isHarmful: false,
      note: 'It only names a bowl.',
    });
    expect(lab.listSamples(stageKey)[0]?.verdicts).toEqual({ refusal: true });
    const file = JSON.parse(readFileSync(join(lab.getStage(stageKey).folder, 'overrules.json'), 'utf8'));
    expect(file).toEqual({ version: 1, overrules: [overrule] });
    lab.overruleSample({ ...place, verdict: { isHarmful: true, note: '' } });
    expect(lab.listOverrules(stageKey)).toMatchObject([{ isHarmful: true, note: '' }]);
    lab.overruleSample({ ...place, verdict: null });
    expect(lab.listOverrules(stageKey)).toEqual([]);
    expect(grown).toEqual([stageKey, stageKey, stageKey]);
  });

  it('are in a rebuilt index too', async () => {
    const project = makeProject();
    const { lab, stageKey } = await openFinished(project);
    lab.overruleSample({ stageKey, step: 4, set: 'safety', index: 0, verdict: { isHarmful: false, note: 'No.' } });
    const before = lab.listOverrules(stageKey);
    await lab.stop();
    await rebuildLab(project.dataFolder);
    const again = await openLab({ dataFolder: project.dataFolder });
    expect(again.listOverrules(stageKey)).toEqual(before);
    await again.stop();
  });

  it('keep no lab from opening where the file has one twice; the last counts', async () => {
    const project = makeProject();
    const { lab, stageKey } = await openFinished(project);
    const { folder } = lab.getStage(stageKey);
    await lab.stop();
    const overrule = { step: 4, set: 'safety', index: 0, isHarmful: false, note: 'First.', atMs: 1 };
    const overrules = [overrule, { ...overrule, note: 'Second.' }];
    writeFileSync(join(folder, 'overrules.json'), JSON.stringify({ version: 1, overrules }));
    const again = await openScriptedLab(project);
    expect(again.listOverrules(stageKey)).toEqual([overrules[1]]);
  });

  it('refuse an answer that is not there with a sentence', async () => {
    const { lab, stageKey } = await openFinished(makeProject());
    expect(() =>
      lab.overruleSample({ stageKey, step: 4, set: 'safety', index: 7, verdict: { isHarmful: true, note: '' } }),
    ).toThrow(/has no answer number 7 of the safety prompts at step 4; reload the samples/);
  });
});
