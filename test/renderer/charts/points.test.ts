import { describe, expect, it } from 'vitest';
import { clipOutliers } from '../../../src/renderer/charts/clip-outliers.ts';
import { prepareLines } from '../../../src/renderer/charts/prepare-lines.ts';
import { getArmStyle } from '../../../src/renderer/charts/run-style.ts';
import { type LineSeries, plainView } from '../../../src/renderer/charts/series.ts';
import { smooth } from '../../../src/renderer/charts/smooth.ts';
import { findFirstAtLeast, thinIndices } from '../../../src/renderer/charts/thin.ts';

describe('smoothing', () => {
  it('leaves the values as they are without weight', () => {
    expect(smooth([1, null, -3], 0)).toEqual([1, null, -3]);
  });

  it('starts at the first value instead of near zero, keeps gaps, and is the debiased average', () => {
    const [first, gap, second] = smooth([10, null, 20], 0.5);
    expect(first).toBeCloseTo(10, 12);
    expect(gap).toBeNull();
    // (0.25 · 10 + 0.5 · 20) / 0.75
    expect(second).toBeCloseTo(12.5 / 0.75, 12);
  });

  it('leaves a constant curve constant at any weight', () => {
    for (const value of smooth(
      Array.from({ length: 500 }, () => 3),
      0.99,
    ))
      expect(value).toBeCloseTo(3, 9);
  });
});

describe('outlier clip', () => {
  it('leaves a spike out and counts it', () => {
    const values = [...Array.from({ length: 200 }, (_, index) => index / 100), 1e6, -5e5];
    const range = clipOutliers(values);
    expect(range).toMatchObject({ min: 0, max: 1.99, outsideCount: 2 });
  });

  it.each([[[]], [[1]], [[2, 2, 2]], [[1, 2, 3, 4]]])('clips nothing of %j', (values) => {
    expect(clipOutliers(values)).toBeNull();
  });
});

describe('thinning', () => {
  it('keeps every point of a short curve', () => {
    expect(thinIndices([1, 2, 3], 0, 3, 10)).toEqual([0, 1, 2]);
  });

  it('keeps both ends, spikes and gaps of a long one, in order', () => {
    const ys: (number | null)[] = Array.from({ length: 10_000 }, (_, index) => Math.sin(index / 500));
    ys[4321] = 100;
    ys[7777] = -100;
    ys[9000] = null;
    const kept = thinIndices(ys, 0, ys.length, 200);
    expect(kept.length).toBeLessThanOrEqual(301);
    for (const index of [0, 4321, 7777, 9000, 9999]) expect(kept).toContain(index);
    expect(kept).toEqual([...kept].sort((left, right) => left - right));
  });

  it('finds the first value that is large enough', () => {
    expect([0, 2, 2.5, 4, 9].map((wanted) => findFirstAtLeast([1, 2, 3, 4], wanted))).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('prepared lines', () => {
  const series: LineSeries = {
    id: 'a',
    label: 'A',
    style: getArmStyle(0),
    xs: [0, 1, 2, 3, 4],
    ys: [5, 0, -1, null, 2],
  };
  const prepare = (view: Partial<typeof plainView>, window: { min: number; max: number } | null = null) =>
    prepareLines([series], { view: { ...plainView, ...view }, window, pointLimit: 100, yRange: { min: 0, max: 100 } });

  it('shows the points as they are in a plain view', () => {
    const { lines, yRange } = prepare({});
    expect(lines[0]).toMatchObject({ line: { xs: series.xs, ys: series.ys }, raw: null, band: null });
    expect(yRange).toEqual({ min: 0, max: 100 });
  });

  it('keeps the measured points behind a smoothed line', () => {
    expect(prepare({ smoothing: 0.9 }).lines[0]?.raw?.ys).toEqual(series.ys);
  });

  it('marks a few points of long lines that stand beside others, and none of a line alone', () => {
    const long = {
      ...series,
      xs: Array.from({ length: 100 }, (_, index) => index),
      ys: Array.from({ length: 100 }, () => 1),
    };
    const options = { view: plainView, window: null, pointLimit: 1000, yRange: null };
    expect(prepareLines([long], options).lines[0]?.markers).toEqual([]);
    const both = prepareLines([long, { ...long, id: 'b' }], options).lines.map(({ markers }) => markers);
    expect(both.map((markers) => markers.length)).toEqual([7, 7]);
    expect(both[0]).not.toEqual(both[1]);
    expect(prepareLines([{ ...long, hasMarkers: true }], options).lines[0]?.markers).toHaveLength(100);
  });

  it('leaves out and counts what logarithmic axes have no place for', () => {
    const { lines, unplacedCount, yRange } = prepare({ isYLog: true, isXLog: true });
    expect(lines[0]?.line).toEqual({ xs: [1, 2, 3, 4], ys: [null, null, null, 2] });
    expect(unplacedCount).toBe(3);
    expect(yRange).toBeNull();
  });

  it('draws nothing on a logarithmic x axis when no x is above 0', () => {
    const flat = { ...series, xs: [0], ys: [1] };
    const view = { ...plainView, isXLog: true };
    expect(prepareLines([flat], { view, window: null, pointLimit: 9, yRange: null }).lines[0]?.line.xs).toEqual([]);
  });

  it('draws one point beyond each end of the window, so that the line runs out of the picture', () => {
    expect(prepare({}, { min: 1.5, max: 2.5 }).lines[0]?.line.xs).toEqual([1, 2, 3]);
  });

  it('draws 20 curves of 10,000 points without delay', () => {
    const long = Array.from({ length: 20 }, (_, line) => ({
      ...series,
      id: `${line}`,
      xs: Array.from({ length: 10_000 }, (_unused, index) => index),
      ys: Array.from({ length: 10_000 }, (_unused, index) => Math.sin(index * line)),
    }));
    const view = { ...plainView, smoothing: 0.6, isClipped: true };
    const startMs = performance.now();
    const { lines } = prepareLines(long, { view, window: null, pointLimit: 1200, yRange: null });
    expect(lines.every(({ line }) => line.xs.length <= 1802)).toBe(true);
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});
