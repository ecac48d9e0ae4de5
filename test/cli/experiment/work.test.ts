import { describe, expect, it } from 'vitest';
import { advanceWork, beginWork, readWork } from '../../../src/cli/experiment/work.ts';
import type { LabEvent, StageView } from '../../../src/lab/types.ts';
import type { Status } from '../../../src/shared/events.ts';

function makeStage(
  key: string,
  kind: StageView['kind'],
  status: Status,
  fraction?: number,
): Pick<StageView, 'key' | 'kind' | 'status' | 'progress'> {
  const progress =
    fraction === undefined ? null : { phase: 'training', done: 0, total: 1, fraction, remainingMs: null };
  return { key, kind, status, progress };
}

const move = (key: string, stageKind: StageView['kind'], status: Status): LabEvent => {
  return { kind: 'stage.moved', key, stageKind, status, error: null };
};
const progress = (key: string, fraction: number): LabEvent => {
  return { kind: 'stage.progressed', key, phase: 'training', done: 0, total: 1, fraction, remainingMs: null };
};

const four = ['a', 'b', 'c', 'd'].map((key) => makeStage(key, 'align', 'queued'));

describe('the work of an experiment', () => {
  it('counts neither stages that were complete before nor those of other experiments', () => {
    const work = beginWork([...four, makeStage('done', 'align', 'completed')], 2);
    expect(readWork(advanceWork(work, move('foreign', 'align', 'running'), 0), 0).text).toBe('0 of 4 stages');
  });

  it('knows nothing before a stage has shown how fast it goes', () => {
    expect(readWork(beginWork(four, 2), 0)).toEqual({ fraction: null, remainingMs: null, text: '0 of 4 stages' });
  });

  it('expects stages to take as long as those of their kind took', () => {
    const events: [number, LabEvent][] = [
      [0, move('a', 'align', 'running')],
      [10_000, progress('a', 0.5)],
      [20_000, move('a', 'align', 'completed')],
    ];
    const work = events.reduce((state, [atMs, event]) => advanceWork(state, event, atMs), beginWork(four, 1));
    expect(readWork(work, 20_000)).toEqual({ fraction: 0.25, remainingMs: 60_000, text: '1 of 4 stages' });
    expect(readWork({ ...work, slots: 2 }, 20_000).remainingMs).toBe(30_000);
  });

  it('counts a resumed stage by what is left of it', () => {
    const begun = beginWork([makeStage('a', 'align', 'interrupted', 0.5)], 1);
    const running = advanceWork(begun, move('a', 'align', 'running'), 0);
    const { fraction, remainingMs, text } = readWork(advanceWork(running, progress('a', 0.75), 10_000), 10_000);
    expect({ fraction, remainingMs, text }).toEqual({
      fraction: 0.75,
      remainingMs: 10_000,
      text: '0 of 1 stages, aligning 1',
    });
  });

  it('takes the worker’s own estimate where there is one', () => {
    const running = advanceWork(beginWork(four, 1), move('a', 'align', 'running'), 0);
    const told: LabEvent = {
      kind: 'stage.progressed',
      key: 'a',
      phase: '',
      done: 1,
      total: 100,
      fraction: 0.01,
      remainingMs: 9000,
    };
    // One stage has 9 s left, and three take 10 s each.
    expect(readWork(advanceWork(running, told, 1000), 1000).remainingMs).toBe(39_000);
    expect(readWork(advanceWork(running, told, 1000), 3000).remainingMs).toBe(37_000);
  });

  it('has nothing left when everything is complete', () => {
    expect(readWork(beginWork([makeStage('a', 'align', 'completed')], 1), 0)).toMatchObject({
      fraction: 1,
      remainingMs: null,
    });
  });
});
