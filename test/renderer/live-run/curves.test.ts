import { describe, expect, it } from 'vitest';
import { getArmStyle } from '../../../src/renderer/charts/run-style.ts';
import { listCurveCharts } from '../../../src/renderer/features/live-run/curve-charts.ts';
import { findLastStep, mergeCurves } from '../../../src/renderer/features/live-run/merge-curves.ts';
import { makeScoreSeries } from '../../../src/renderer/features/live-run/score-series.ts';
import type { StageCurves } from '../../../src/shared/contract/stages.ts';
import type { Score } from '../../../src/shared/views/lab.ts';

function makeCurves(names: readonly string[], from: number, to: number): StageCurves {
  const steps = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return {
    key: 'k',
    series: names.map((name) => ({ name, steps, values: steps.map((step) => step * 10) })),
    samplesPerStep: 10,
    rowsPerEpoch: 100,
    times: { steps: [from, to], atMs: [from * 1000, to * 1000] },
  };
}

describe('live curves', () => {
  it('grow by the points behind the last step, each step once', () => {
    const merged = mergeCurves(makeCurves(['f'], 1, 5), makeCurves(['f'], 4, 8), 100);
    expect(merged.series[0]?.steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(merged.series[0]?.values.at(-1)).toBe(80);
    expect(merged.times).toEqual({ steps: [1, 5, 8], atMs: [1000, 5000, 8000] });
    expect(findLastStep(merged)).toBe(8);
  });

  it('take up a series that was not there before and keep one that has nothing new', () => {
    const merged = mergeCurves(makeCurves(['f'], 1, 3), makeCurves(['g'], 4, 5), 100);
    expect(merged.series.map(({ name, steps }) => [name, steps.length])).toEqual([
      ['f', 3],
      ['g', 2],
    ]);
  });

  it('start from nothing', () => {
    const empty = { ...makeCurves([], 1, 1), times: { steps: [], atMs: [] } };
    expect(findLastStep(empty)).toBe(0);
    expect(mergeCurves(empty, makeCurves(['f'], 1, 2), 100).series[0]?.steps).toEqual([1, 2]);
  });

  it('stay below twice the limit however long the page is open, and keep their ends', () => {
    let curves = makeCurves(['f'], 1, 10);
    for (let step = 11; step < 5000; step += 10) curves = mergeCurves(curves, makeCurves(['f'], step, step + 9), 100);
    const steps = curves.series[0]?.steps ?? [];
    expect(steps.length).toBeLessThan(200);
    expect(steps[0]).toBe(1);
    expect(steps.at(-1)).toBe(5000);
  });
});

describe('curve charts', () => {
  it('put the losses of Booster into one picture and name them as the method does', () => {
    const names = [
      'tokensPerSecond',
      'gradientNorm',
      'epoch',
      'h',
      'f',
      'hPerturbed',
      'harmfulGradientNorm',
      'gradientCosine',
    ];
    const charts = listCurveCharts(names, 'booster').flatMap((group) => group.charts);
    expect(charts.map(({ id, lines }) => [id, lines.map(({ name }) => name)])).toEqual([
      ['losses', ['f', 'h', 'hPerturbed']],
      ['norms', ['harmfulGradientNorm', 'gradientNorm']],
      ['cosines', ['gradientCosine']],
      ['tokensPerSecond', ['tokensPerSecond']],
    ]);
    expect(charts[0]?.lines[0]?.label).toBe('Alignment loss f(w)');
  });

  it('call a picture with one line by that line', () => {
    expect(listCurveCharts(['f'], 'sft')[0]?.charts[0]?.title).toBe('Loss on the training batch');
  });

  it('draw a series that no method declares under its own name', () => {
    expect(listCurveCharts(['surprise'], 'sft')[0]?.charts[0]).toMatchObject({ id: 'surprise', title: 'surprise' });
  });
});

describe('score series', () => {
  const score = (metric: string, judge: string, step: number, value: number): Score => ({
    metric,
    judge,
    judgeVersion: '1',
    step,
    value,
    low: value - 1,
    high: value + 1,
    successes: 1,
    n: 100,
  });

  it('run over the attack steps in order, with their intervals, accuracy apart from harm', () => {
    const { harm, ability } = makeScoreSeries([
      score('HS', 'refusal', 50, 40),
      score('HS', 'refusal', 0, 2),
      score('FA', 'exact', 50, 90),
    ]);
    expect(harm).toEqual([
      {
        id: 'HS\nrefusal',
        label: 'HS',
        style: getArmStyle(0),
        xs: [0, 50],
        ys: [2, 40],
        band: { low: [1, 39], high: [3, 41] },
        hasMarkers: true,
      },
    ]);
    expect(ability.map(({ label }) => label)).toEqual(['FA']);
  });

  it('name the judge where a score has several', () => {
    const { harm } = makeScoreSeries([score('HS', 'refusal', 0, 2), score('HS', 'reference', 0, 3)]);
    expect(harm.map(({ label }) => label)).toEqual(['HS (refusal)', 'HS (reference)']);
  });
});
