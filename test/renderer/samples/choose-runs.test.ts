import { describe, expect, it } from 'vitest';
import { listChosenRuns, nameRuns, startChoice } from '../../../src/renderer/features/samples/choose-runs.ts';
import { makeData } from '../compare/fixture.ts';

const data = makeData();

describe('the runs whose answers are read', () => {
  it('begin with one run per arm at the hardest condition', () => {
    const runs = listChosenRuns(data, startChoice(data, 1));
    expect(runs.map((run) => run.runId)).toEqual(['run-0-0.1-0', 'run-1-0.1-0']);
    expect(nameRuns(data, runs)).toEqual(['SFT', 'Booster']);
  });

  it('are all of them where they are few', () => {
    const few = { ...data, runs: { ...data.runs, members: data.runs.members.slice(4, 7) } };
    const runs = listChosenRuns(few, startChoice(few, 1));
    expect(nameRuns(few, runs)).toEqual(['SFT, p = 0, seed 4', 'SFT, p = 0.1, seed 0', 'SFT, p = 0.1, seed 1']);
  });

  it('can be of any seed and condition, without hidden arms', () => {
    const runs = listChosenRuns(data, { condition: null, seed: 3, hiddenArms: new Set([0]) });
    expect(nameRuns(data, runs)).toEqual(['Booster, p = 0', 'Booster, p = 0.1']);
  });
});
