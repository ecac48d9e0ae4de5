import { describe, expect, it } from 'vitest';
import { makeParallelAxis, placeOnAxis } from '../../../src/renderer/charts/parallel-axis.ts';
import { makeAxis, toPixel } from '../../../src/shared/charts/axis.ts';
import { getSequentialColour } from '../../../src/shared/charts/sequential-scale.ts';

const span = { from: 200, to: 0 };

describe('axis', () => {
  it('places values linearly or by their logarithm', () => {
    const linear = makeAxis([], { isLog: false, range: { min: 0, max: 10 }, ...span });
    expect([0, 5, 10].map((value) => toPixel(linear, value))).toEqual([200, 100, 0]);
    const log = makeAxis([], { isLog: true, range: { min: 1, max: 100 }, ...span });
    expect([1, 10, 100].map((value) => toPixel(log, value))).toEqual([200, 100, 0]);
  });

  it.each([
    [[], false],
    [[], true],
    [[5], false],
    [[5, 5], true],
    [[0, 0], false],
  ])('has two different ends for the values %j (log: %s)', (values, isLog) => {
    const axis = makeAxis(values, { isLog, range: null, ...span });
    expect(axis.max).toBeGreaterThan(axis.min);
  });
});

describe('parallel axis', () => {
  it('uses a logarithmic scale for a sweep over powers of ten, with the values themselves as ticks', () => {
    const axis = makeParallelAxis([0.1, 1, 10, 100], span);
    expect(axis.ticks.map((tick) => tick.label)).toEqual(['0.1', '1', '10', '100']);
    expect(placeOnAxis(axis, 100)).toBe(0);
    expect(placeOnAxis(axis, null)).toBeNull();
  });

  it('gives each text a place of its own, also beside numbers', () => {
    const axis = makeParallelAxis(['single', 'double', 3, null, 'single'], span);
    expect(axis.ticks).toEqual([
      { at: 200, label: 'single' },
      { at: 100, label: 'double' },
      { at: 0, label: '3' },
    ]);
    expect(placeOnAxis(axis, 'double')).toBe(100);
    expect(placeOnAxis(axis, 3)).toBe(0);
  });

  it('stands a quantity that no line has', () => {
    expect(makeParallelAxis([null, null], span).ticks.every((tick) => Number.isFinite(tick.at))).toBe(true);
  });
});

describe('sequential scale', () => {
  it('keeps the ink readable by 4.5:1 or more at every value', () => {
    for (let value = 0; value <= 100; value++) {
      const { background, ink } = getSequentialColour(value, { min: 0, max: 100 });
      const luminance = readLuminance(background);
      const ratio = ink === '#000000' ? (luminance + 0.05) / 0.05 : 1.05 / (luminance + 0.05);
      expect(ratio, `at ${value}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('gets lighter with the value and stops at both ends', () => {
    const light = (value: number): number => readLuminance(getSequentialColour(value, { min: 0, max: 1 }).background);
    expect(light(0.7)).toBeGreaterThan(light(0.3));
    expect(light(-9)).toBe(light(0));
    expect(light(9)).toBe(light(1));
    expect(getSequentialColour(3, { min: 3, max: 3 }).background).toMatch(/^#[0-9a-f]{6}$/);
  });
});

function readLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[0-9a-f]{2}/g) ?? []).map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
