import { describe, expect, it } from 'vitest';
import { chooseTimeUnit, convertSteps, listXModes, type XSource } from '../../../src/renderer/charts/x-axis.ts';

const source: XSource = {
  samplesPerStep: 10,
  rowsPerEpoch: 200,
  times: { steps: [10, 20, 40], atMs: [1_000_000, 1_010_000, 1_050_000] },
};

describe('x axis', () => {
  it('turns steps into examples seen and epochs', () => {
    expect(convertSteps([1, 20], 'samples', source, 's')).toEqual([10, 200]);
    expect(convertSteps([1, 20], 'epoch', source, 's')).toEqual([0.05, 1]);
    expect(convertSteps([1, 20], 'step', source, 's')).toEqual([1, 20]);
  });

  it('interpolates the time of steps between those that were written, and goes on at the same pace outside', () => {
    expect(convertSteps([0, 10, 15, 20, 30, 40, 50], 'time', source, 's')).toEqual([0, 10, 15, 20, 40, 60, 80]);
    expect(convertSteps([40], 'time', source, 'min')).toEqual([1]);
  });

  it('offers only what the stage knows', () => {
    expect(listXModes(source)).toEqual(['step', 'epoch', 'samples', 'time']);
    const bare = { samplesPerStep: null, rowsPerEpoch: null, times: { steps: [], atMs: [] } };
    expect(listXModes(bare)).toEqual(['step']);
    expect(convertSteps([1, 2], 'time', bare, 's')).toEqual([0, 0]);
  });

  it('chooses a unit of time that fits the longest stage', () => {
    const lasting = (ms: number) => ({ ...source, times: { steps: [0, 1], atMs: [0, ms] } });
    expect(chooseTimeUnit([])).toBe('s');
    expect(chooseTimeUnit([source])).toBe('s');
    expect(chooseTimeUnit([source, lasting(20 * 60_000)])).toBe('min');
    expect(chooseTimeUnit([lasting(9 * 3_600_000)])).toBe('h');
  });
});
