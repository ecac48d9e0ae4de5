import { describe, expect, it } from 'vitest';
import { listArmStyles } from '../../../src/renderer/features/compare/arm-styles.ts';
import { buildScoreLines } from '../../../src/renderer/features/compare/chart-data.ts';
import { listNumberAxes, listSiblings } from '../../../src/shared/report/conditions.ts';
import { buildCurveLines, listCurveNames, listCurveRuns } from '../../../src/renderer/features/compare/curve-lines.ts';
import {
  guardUtility,
  listComparedConditions,
  listPareto,
  listTradeoffs,
  type Tradeoff,
} from '../../../src/shared/report/front.ts';
import { buildGrid, listDimensions } from '../../../src/shared/report/grid.ts';
import { readSelection, writeSelection } from '../../../src/renderer/features/compare/selection.ts';
import { getArmStyle } from '../../../src/renderer/charts/run-style.ts';
import { findScore } from '../../../src/shared/report/find-scores.ts';
import type { ScoreGroup } from '../../../src/shared/views/report.ts';
import { makeData, makeGridData } from './fixture.ts';

const data = makeData();
const styles = listArmStyles(data, []);
const none = new Set<number>();

describe('lines of scores', () => {
  it('run over the attack’s steps with the report’s means and intervals', () => {
    const lines = buildScoreLines(
      data,
      { metric: 0, over: 'steps', condition: 1, step: 100 },
      { styles, hiddenArms: none },
    );
    expect(lines.map((line) => [line.id, line.label])).toEqual([
      ['arm-0', 'SFT'],
      ['arm-1', 'Booster'],
    ]);
    expect(lines[0]?.xs).toEqual(data.steps);
    const group = findScore(data, 0, { condition: 1, step: 100, metric: 0 });
    expect(lines[0]?.ys[2]).toBe(group?.summary.mean);
    expect([lines[0]?.band?.low[2], lines[0]?.band?.high[2]]).toEqual([
      group?.summary.interval?.low,
      group?.summary.interval?.high,
    ]);
  });

  it('run over an axis at one step, without hidden arms', () => {
    expect(listNumberAxes(data).map((axis) => axis.path)).toEqual(['attack.p']);
    const place = { metric: 0, over: 'attack.p', condition: 1, step: 300 };
    const lines = buildScoreLines(data, place, { styles, hiddenArms: new Set([0]) });
    expect(lines.map((line) => [line.label, line.xs])).toEqual([['Booster', [0, 0.1]]]);
  });
});

function makeTradeoff(arm: number, fa: number, hs: number, spread: number | null = null): Tradeoff {
  const make = (mean: number): ScoreGroup => ({
    arm,
    condition: 0,
    step: 0,
    metric: 0,
    perSeed: [],
    summary: { n: 3, mean, sd: spread, interval: spread === null ? null : { low: mean - spread, high: mean + spread } },
    pooled: { successes: 0, n: 0, interval: null },
  });
  return { arm, condition: 0, utility: make(fa), harm: make(hs) };
}

describe('safety against utility', () => {
  it('pairs the scores of every arm at one place', () => {
    const tradeoffs = listTradeoffs(data, { conditions: [1], step: 100 });
    expect(tradeoffs.map(({ arm }) => arm)).toEqual([0, 1]);
    expect(tradeoffs[1]?.harm).toBe(findScore(data, 1, { condition: 1, step: 100, metric: 0 }));
  });

  it('compares the variants of a single arm, and of several arms one condition', () => {
    expect(listComparedConditions(makeGridData(), 0)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(listComparedConditions(data, 1)).toEqual([1]);
  });

  it('has on its Pareto line what nothing else beats, equals included', () => {
    const all = [makeTradeoff(0, 90, 50), makeTradeoff(1, 80, 10), makeTradeoff(2, 79, 20), makeTradeoff(3, 90, 50)];
    expect(listPareto(all).map(({ arm }) => arm)).toEqual([1, 0, 3]);
  });

  it('guards utility from the baseline, and leaves open what the seeds do not settle', () => {
    const all = [
      makeTradeoff(0, 90, 50, 1),
      makeTradeoff(1, 88, 10, 1),
      makeTradeoff(2, 86, 10, 2),
      makeTradeoff(3, 70, 1, 2),
      makeTradeoff(4, 84, 1),
    ];
    const guard = guardUtility(all, 0, 5);
    expect(guard).toMatchObject({ least: 85, from: { arm: 0 }, isBaseline: true });
    const list = (sorted: readonly Tradeoff[] = []) => sorted.map(({ arm }) => arm);
    expect([list(guard?.keeps), list(guard?.breaks), list(guard?.unclear)]).toEqual([[0, 1], [3, 4], [2]]);
    expect(guardUtility(all, null, 5)).toMatchObject({ from: { arm: 0 }, isBaseline: false });
    expect(guardUtility([], 0, 5)).toBeNull();
  });
});

describe('the grid of two settings', () => {
  const grid = makeGridData();

  it('has λ and α for its first dimensions, in this order', () => {
    expect(listDimensions(grid).map((dimension) => dimension.label)).toEqual(['λ', 'α']);
    expect(listSiblings(grid, 0, ['alignment.method.lambda']).length).toBe(3);
  });

  it('holds the score of each cell', () => {
    const [row, column] = listDimensions(grid);
    if (!row || !column) throw new Error('There are two.');
    const { rows, columns, cells } = buildGrid(grid, { row, column }, { arms: [0], condition: 0, step: 9, metric: 0 });
    expect([rows, columns]).toEqual([
      [1, 2, 5],
      [0.1, 0.3],
    ]);
    expect(cells.map((line) => line.map((cell) => cell?.summary.mean))).toEqual([
      [20, 40],
      [30, 50],
      [60, 80],
    ]);
  });

  it('reads a setting on which the arms themselves differ', () => {
    expect(listDimensions(data).map((dimension) => [dimension.path, dimension.isAxis])).toEqual([['attack.p', true]]);
    const differing = [{ path: 'alignment.method.lambda', label: 'λ', values: ['–', '2'] }];
    const other = { ...data, settings: { ...data.settings, differing } };
    expect(listDimensions(other).map((dimension) => dimension.path)).toEqual(['attack.p']);
    const two = {
      ...other,
      settings: { ...data.settings, differing: [{ path: 'alignment.method.lambda', label: 'λ', values: ['1', '2'] }] },
    };
    expect(listDimensions(two).map((dimension) => [dimension.path, dimension.isAxis])).toEqual([
      ['alignment.method.lambda', false],
      ['attack.p', true],
    ]);
  });
});

describe('curves of runs', () => {
  it('are drawn once per stage of the shown condition', () => {
    const runs = listCurveRuns(data, { stage: 'align', conditions: [1], hiddenArms: none });
    expect(new Set(runs.map((run) => run.stages.align)).size).toBe(runs.length);
    expect(runs).toHaveLength(10);
    expect(listCurveRuns(data, { stage: 'align', conditions: [1], hiddenArms: new Set([1]) })).toHaveLength(5);
  });

  it('are named as the methods declare them, and belong to the arm of their run', () => {
    const [run] = listCurveRuns(data, { stage: 'align', conditions: [1], hiddenArms: new Set([0]) });
    if (!run) throw new Error('There is one.');
    const curves = [
      {
        key: run.stages.align,
        series: ['gradientNorm', 'other', 'f'].map((name) => ({ name, steps: [1, 2], values: [3, null] })),
        samplesPerStep: null,
        rowsPerEpoch: null,
        times: { steps: [], atMs: [] },
      },
    ];
    expect(listCurveNames(data, curves).map((curve) => curve.name)).toEqual(['f', 'gradientNorm', 'other']);
    const name = (arm: string, { seed }: { seed: number }) => `${arm} ${seed}`;
    const lines = buildCurveLines(data, curves, { name: 'f', stage: 'align', runs: [run], styles, describe: name });
    expect(lines).toMatchObject([{ id: `arm-1/${run.runId}`, label: 'Booster 0', xs: [1, 2], ys: [3, null] }]);
  });
});

describe('styles of arms', () => {
  const experiment = {
    id: 'sft-and-booster-3f9c1a',
    spec: { arms: ['Other', 'SFT', 'Booster'].map((label) => ({ label, set: {} })), vary: {} },
  };

  it('are those that the arms have in their experiment, whichever were chosen', () => {
    expect(listArmStyles(data, [experiment])).toEqual([getArmStyle(1), getArmStyle(2)]);
  });

  it('count the arms where they are not of one experiment', () => {
    expect(listArmStyles(data, [])).toEqual([getArmStyle(0), getArmStyle(1)]);
  });
});

describe('the selection in an address', () => {
  it('is an experiment or runs, and comes back as it went', () => {
    expect(readSelection({})).toBeNull();
    expect(readSelection({ experiment: 'a', runs: 'x,,y,x' })).toEqual({ runIds: ['x', 'y'] });
    for (const selection of [
      { experimentId: 'a' },
      { runIds: ['x', 'y'] },
      { runIds: ['a-1-01', 'a-1-02', 'b-01', 'b-02'] },
    ]) {
      expect(readSelection(writeSelection(selection))).toEqual(selection);
    }
    expect(writeSelection({ runIds: ['a-1-01', 'a-1-02', 'b-01'] })).toEqual({ runs: 'a-1-01,-02,b-01' });
  });
});
