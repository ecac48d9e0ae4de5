import { expect, it } from 'vitest';
import { rankTrials } from '../../../src/shared/report/rank-trials.ts';
import type { AttackTrial } from '../../../src/shared/views/attack-search.ts';

it('ranks trials by harm, then by more steps, then by number, and those that do not count last', () => {
  const trials = [
    makeTrial({ trial: 0, steps: 100, harm: 90, counts: false }),
    makeTrial({ trial: 1, steps: 50, harm: 70 }),
    makeTrial({ trial: 3, steps: 100, harm: 70 }),
    makeTrial({ trial: 2, steps: 100, harm: 70 }),
    makeTrial({ trial: 4, steps: 10, harm: 80 }),
  ];
  expect(rankTrials(trials).map(({ trial }) => trial)).toEqual([4, 2, 3, 1, 0]);
  expect(trials.map(({ trial }) => trial)).toEqual([0, 1, 3, 2, 4]);
});

function makeTrial(given: { trial: number; steps: number; harm: number; counts?: boolean }): AttackTrial {
  return {
    trial: given.trial,
    rung: 1,
    steps: given.steps,
    spentSteps: given.steps,
    settings: {},
    harmfulScore: { n: 1, mean: given.harm, sd: null, interval: null },
    accuracy: null,
    counts: given.counts ?? true,
    seeds: [1],
    worstSoFar: null,
  };
}
