import { expect, it, vi } from 'vitest';
import { makeProject, openScriptedLab, usualSettings } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

it('goes on with a search by halving by itself, also after a restart', { timeout: 120_000 }, async () => {
  const project = makeProject();
  const settings = { ...usualSettings, attack: { ...usualSettings.attack, training: { maxSteps: 90 } } };
  const space = { 'attack.training.learningRate': { low: 1e-6, high: 1e-2, scale: 'log' } };
  const path = project.writeSpec({ settings, search: { trials: 4, space, halving: { firstSteps: 30, factor: 3 } } });
  const first = await openScriptedLab(project, { evaluate: 'score-the-attack' });
  const { id } = await first.submit(path);
  first.start();
  await first.waitForExperiment(id);
  // No host was there to go on.
  expect(first.listExperiments()).toHaveLength(1);
  await first.stop();

  const lab = await openScriptedLab(project, { evaluate: 'score-the-attack' });
  const { client, bugs } = openHost(lab);
  await vi.waitFor(
    async () => {
      const view = await client.compare.attackSearch({ experimentId: id });
      expect(view).toMatchObject({ openRunCount: 0 });
      expect(view?.experimentIds).toHaveLength(2);
      expect(view?.arms[0]?.trials.map(({ rung }) => rung)).toEqual([1, 1, 1, 1, 2]);
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(bugs).toEqual([]);
});
