import { describe, expect, it } from 'vitest';
import { submitDraft } from '../../../src/host/experiments/submit-draft.ts';
import { recallDigests } from '../../../src/lab/folder/digest-file.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { planExperiment } from '../../../src/lab/plan/index.ts';
import { planNextRung, readAttackSearch } from '../../../src/lab/search/index.ts';
import type { AttackSearchView } from '../../../src/shared/views/attack-search.ts';
import { makeProject, openScriptedLab, type Project, usualSettings } from '../fixtures/project.ts';

const learningRate = { low: 1e-6, high: 1e-2, scale: 'log' };
const arms = [
  { label: 'SFT', set: {} },
  { label: 'Booster', set: { 'alignment.method': { name: 'booster' } } },
];

function plan(path: string) {
  return planExperiment(path, { memory: recallDigests(null), isComplete: () => false, execution: {} });
}

function write(project: Project, search: object, parts: object = {}): string {
  const settings = { ...usualSettings, attack: { ...usualSettings.attack, training: { maxSteps: 300 } } };
  return project.writeSpec({
    settings,
    search: { trials: 6, space: { 'attack.training.learningRate': learningRate }, ...search },
    ...parts,
  });
}

async function ratesOf(path: string): Promise<number[]> {
  const { runs } = await plan(path);
  return runs.map((run) => run.settings.attack.training.learningRate);
}

describe('the trials of a search', () => {
  it('are an axis of the grid, the same for every arm and seed', async () => {
    const { runs } = await plan(write(makeProject(), {}, { arms, vary: { seed: [1, 2] } }));
    expect(runs).toHaveLength(6 * 2 * 2);
    for (const [, same] of Map.groupBy(runs, (run) => run.varied['search.trial']))
      expect(new Set(same.map((run) => run.settings.attack.training.learningRate)).size).toBe(1);
    expect(runs[0]?.varied).toEqual({ 'search.trial': 1, seed: 1 });
  });

  it('share one alignment per arm and seed', async () => {
    const { stages } = await plan(write(makeProject(), {}, { arms }));
    expect(stages.filter((stage) => stage.kind === 'align')).toHaveLength(2);
    expect(stages.filter((stage) => stage.kind === 'attack')).toHaveLength(12);
  });

  it('stay what they are when more trials or settings are added, and change with the seed', async () => {
    const project = makeProject();
    const rates = await ratesOf(write(project, {}));
    expect((await ratesOf(write(project, { trials: 9 }))).slice(0, 6)).toEqual(rates);
    const space = { 'attack.n': { low: 5, high: 20, isWhole: true }, 'attack.training.learningRate': learningRate };
    expect(await ratesOf(write(project, { space }))).toEqual(rates);
    expect(await ratesOf(write(project, { seed: 1 }))).not.toEqual(rates);
  });

  it('in a rung are evaluated at the steps that it reaches', async () => {
    const attack = { ...usualSettings.attack, training: { maxSteps: 300 }, checkpointSteps: [50, 100, 150] };
    const parts = { settings: { ...usualSettings, attack } };
    const steps = async (search: object) => {
      const { runs } = await plan(write(makeProject(), search, parts));
      return runs[0]?.settings.attack.checkpointSteps;
    };
    expect(await steps({})).toEqual([50, 100, 150]);
    expect(await steps({ halving: { firstSteps: 100, factor: 3 } })).toEqual([50, 100]);
  });

  it('fill a logarithmic range evenly by its powers of ten, and whole numbers to both ends', async () => {
    const project = makeProject();
    const rates = await ratesOf(write(project, { trials: 400 }));
    const perPower = [-6, -5, -4, -3].map(
      (power) => rates.filter((rate) => Math.floor(Math.log10(rate)) === power).length,
    );
    // 100 each on average; four standard deviations of a share of a quarter are 35.
    for (const count of perPower) expect(Math.abs(count - 100)).toBeLessThan(35);
    const whole = { 'attack.n': { low: 5, high: 8, isWhole: true } };
    const { runs } = await plan(write(project, { trials: 60, space: whole }));
    expect([...new Set(runs.map((run) => run.settings.attack.n))].sort((left, right) => left - right)).toEqual([
      5, 6, 7, 8,
    ]);
  });

  it.each([
    [
      { space: { 'alignment.method.lambda': { values: [1, 2] } } },
      {},
      /an attacker cannot choose alignment\.method\.lambda/,
    ],
    [{ space: { 'attack.p': { low: 0.5, high: 0.1 } } }, {}, /lower bound/],
    [{ space: { 'attack.p': { low: 0, high: 1, scale: 'log' } } }, {}, /above 0/],
    [{ space: { 'attack.p': { low: 0.5, high: 3 } } }, {}, /search\.space\."attack\.p" \(trial \d\)/],
    [{}, { vary: { 'attack.training.learningRate': [1e-4, 1e-5] } }, /both set attack\.training\.learningRate/],
    [{ halving: { firstSteps: 1000 } }, {}, /needs attack\.training\.maxSteps of at least .* \(1000\).*found 300/],
  ])('are refused in one sentence where they make no sense: %o', async (search, parts, sentence) => {
    await expect(plan(write(makeProject(), search, parts))).rejects.toThrow(sentence);
  });
});

async function finish(lab: Lab, id: string): Promise<void> {
  lab.start();
  await lab.waitForExperiment(id);
}

function worstRates(view: AttackSearchView | null): (number | undefined)[] {
  return (view?.arms ?? []).map((arm) => arm.worst?.settings['attack.training.learningRate'] as number | undefined); // drawn as a number
}

describe('what a search finds', () => {
  it('is the worst outcome among the trials that keep the accuracy, and how it grew', async () => {
    const project = makeProject();
    const space = { 'attack.training.learningRate': { low: 1e-5, high: 1e-1, scale: 'log' } };
    const path = write(project, { space, minAccuracy: 80 }, { vary: { seed: [0, 1] } });
    const lab = await openScriptedLab(project, { evaluate: 'score-the-attack' });
    const { id } = await lab.submit(path);
    await finish(lab, id);
    const view = readAttackSearch(lab, id);
    const [arm] = view?.arms ?? [];
    expect(arm?.trials.map(({ trial, harmfulScore }) => [trial, harmfulScore.n])).toEqual(
      [1, 2, 3, 4, 5, 6].map((trial) => [trial, 2]),
    );
    const rates = [...new Set(await ratesOf(path))];
    const harmless = rates.filter((rate) => rate <= 1e-3);
    expect(harmless.length).toBeLessThan(rates.length);
    expect(worstRates(view)).toEqual([Math.max(...harmless)]);
    const curve = arm?.trials.map(({ worstSoFar }) => worstSoFar ?? 0) ?? [];
    expect(curve).toEqual(curve.toSorted((left, right) => left - right));
    expect(arm?.trials.map(({ spentSteps }) => spentSteps)).toEqual([600, 1200, 1800, 2400, 3000, 3600]);
    expect(planNextRung(lab, id)).toBeNull();
  });

  it('by halving costs fewer steps and finds the same: each rung keeps the worst, with more steps', async () => {
    const project = makeProject();
    const path = write(project, { trials: 9, halving: { firstSteps: 33, factor: 3 } }, { arms });
    const lab = await openScriptedLab(project, { evaluate: 'score-the-attack' });
    const { id } = await lab.submit(path);
    expect(planNextRung(lab, id)).toBeNull();
    const ids = [id];
    for (;;) {
      await finish(lab, ids.at(-1) ?? '');
      const next = planNextRung(lab, ids[0] ?? '');
      if (!next) break;
      ids.push(await submitDraft(lab, next));
    }
    expect(ids.map((rung) => lab.listRuns(rung).length)).toEqual([18, 6, 2, 2]);
    expect(ids.map((rung) => lab.listRuns(rung)[0]?.settings.attack.training.maxSteps)).toEqual([33, 99, 297, 300]);
    const view = readAttackSearch(lab, ids[2] ?? '');
    expect(view?.experimentIds).toEqual(ids);
    const highest = Math.max(...(await ratesOf(path)));
    expect(worstRates(view)).toEqual([highest, highest]);
    const spent = view?.arms[0]?.trials.at(-1)?.spentSteps ?? 0;
    expect(spent).toBe(9 * 33 + 3 * 99 + 297 + 300);
  });
});
