import { describe, expect, it } from 'vitest';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

async function open() {
  return openHost(await openScriptedLab(makeProject())).client;
}

describe('the mix of a draft', () => {
  it('is what the engine would compose for the sample project', async () => {
    const client = await open();
    const sample = (await client.experiments.presets()).find(({ id }) => id === 'sample');
    if (!sample) throw new Error('The sample preset is missing.');
    const { spec, baseFolder } = sample.draft;
    const draft = { spec: { ...spec, vary: { 'attack.p': [0.1, 0], seed: [2, 3] } }, baseFolder };
    const mix = await client.experiments.mix({ draft });
    expect(mix).toMatchObject({
      harmfulCount: 50,
      harmlessCount: 450,
      harmfulCategories: { 'hazard-recipe': 50 },
      harmlessCategories: { review: 450 },
      problems: [],
    });
    expect(mix.overlaps.map(({ role, count }) => [role, count])).toEqual([
      ['alignment', 0],
      ['alignment harmful', 0],
      ['safety test', 0],
    ]);
    expect(mix.rows).toHaveLength(50);
    const harmful = mix.rows.filter((row) => row.isHarmful);
    expect(harmful.length).toBeGreaterThan(0);
    expect(harmful.length).toBeLessThan(20);
  }, 20_000);

  it('asks for what is missing and does not need the rest of the draft', async () => {
    const client = await open();
    const mix = await client.experiments.mix({
      draft: {
        spec: { version: 1, settings: { attack: { n: 'many', p: 0.5, task: { path: 'task.jsonl' } } } },
        baseFolder: null,
      },
    });
    expect(mix.rows).toEqual([]);
    expect(mix.problems.map(({ path }) => path)).toEqual(['attack.task.path', 'attack.n', 'attack.harmful.path']);
  });
});
