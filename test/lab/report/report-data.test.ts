import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { findClearWinner, findDifference, findMetric, findScore } from '../../../src/shared/report/find-scores.ts';
import { thinCurve } from '../../../src/lab/report/thin-curve.ts';
import { makeFixtureSource } from './fixture-source.ts';

const writtenAtMs = Date.UTC(2026, 0, 16);

describe('buildReportData', () => {
  const data = buildReportData(makeFixtureSource(), { writtenAtMs, headlineStep: 100 });

  it('groups scores by arm, condition, step and metric over all seeds', () => {
    expect(data.arms.map((arm) => arm.label)).toEqual(['SFT', 'Booster']);
    expect(data.conditions.map((condition) => condition.label)).toEqual(['p = 0', 'p = 0.1']);
    expect(data.metrics.map((metric) => metric.name)).toEqual(['HS', 'HS+', 'HS-exact', 'FA', 'over-refusal']);
    expect(data.steps).toEqual([0, 50, 100, 150, 200, 300]);
    expect(data.scores).toHaveLength(2 * 2 * 6 * 5);
    expect(new Set(data.scores.map((group) => group.summary.n))).toEqual(new Set([5]));
    expect(data.scores[0]?.pooled.n).toBe(5 * 120);
  });

  it('pairs every arm with the first SFT arm by seed', () => {
    expect(data.baselineArm).toBe(0);
    const place = { condition: 1, step: 100, metric: findMetric(data, 'HS') ?? -1 };
    const [sft, booster] = [findScore(data, 0, place), findScore(data, 1, place)];
    const mean = (booster?.summary.mean ?? 0) - (sft?.summary.mean ?? 0);
    expect(findDifference(data, 1, place)).toMatchObject({ n: 5, seeds: [0, 1, 2, 3, 4], unpairedSeeds: [] });
    expect(findDifference(data, 1, place)?.mean).toBeCloseTo(mean, 9);
  });

  it('keeps each alignment once however many runs share it, with the mean over seeds', () => {
    const losses = data.curves.filter((curve) => curve.stage === 'align' && curve.arm === 0 && curve.name === 'f');
    expect(losses.map((curve) => curve.seed)).toEqual([0, 1, 2, 3, 4, null]);
    expect(losses.every((curve) => curve.condition === '' && curve.steps.length <= 400)).toBe(true);
  });

  it('separates the settings that differ between arms from axes, seeds and the rest', () => {
    expect(data.settings.differing.map((row) => [row.path, ...row.values])).toEqual([
      ['alignment.method.name', 'sft', 'booster'],
      ['alignment.method.lambda', '–', '2'],
      ['alignment.method.alpha', '–', '0.1'],
      ['alignment.method.harmfulBatchSize', '–', '10'],
    ]);
    const same = new Map(data.settings.same.map((row) => [row.path, row.values[0]]));
    expect(same.get('attack.p')).toBe('0 · 0.1');
    expect(same.get('alignment.data.path')).toBe('data/align-0.jsonl … data/align-4.jsonl (5 values)');
  });

  it('shows both arms’ answers to the same prompts at the headline step', () => {
    expect(data.samples).toHaveLength(18);
    expect(data.samples.every((sample) => sample.step === 100 && sample.responses.length === 2)).toBe(true);
    expect(data.conditions[data.samples[0]?.condition ?? 0]?.label).toBe('p = 0.1');
  });

  it('refuses a baseline and a headline step that do not exist', () => {
    const source = makeFixtureSource();
    expect(() => buildReportData(source, { writtenAtMs, baseline: 'Vaccine' })).toThrow('found "Vaccine"');
    expect(() => buildReportData(source, { writtenAtMs, headlineStep: 7 })).toThrow('found 7');
  });

  it('says so when nothing has been evaluated', () => {
    const empty = buildReportData(makeFixtureSource({ status: 'queued' }), { writtenAtMs });
    expect(empty.headlineStep).toBeNull();
    expect(empty.findings.map(({ text }) => text)).toEqual([
      'Nothing has been evaluated yet.',
      '0 of 20 runs are complete; the numbers may change.',
    ]);
  });
});

describe('findClearWinner', () => {
  it('names no winner from one seed, and none where intervals touch', () => {
    const one = buildReportData(makeFixtureSource({ seeds: [0] }), { writtenAtMs });
    const five = buildReportData(makeFixtureSource(), { writtenAtMs });
    const metric = findMetric(five, 'HS') ?? -1;
    expect(findClearWinner(one, { condition: 1, step: 100, metric })).toBeUndefined();
    expect(findClearWinner(five, { condition: 1, step: 0, metric })).toBeUndefined();
    expect(findClearWinner(five, { condition: 1, step: 150, metric })).toBe(1);
  });
});

describe('thinCurve', () => {
  it('keeps ends, extremes and order within the limit', () => {
    const points = fc.array(fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { nil: null }), {
      maxLength: 2000,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 4, max: 400 }), (values, limit) => {
        const steps = values.map((_, index) => index + 1);
        const thin = thinCurve({ steps, values }, limit);
        expect(thin.steps.length).toBeLessThanOrEqual(limit);
        expect(thin.steps).toEqual([...new Set(thin.steps)].sort((left, right) => left - right));
        expect([thin.steps[0], thin.steps.at(-1)]).toEqual([steps[0], steps.at(-1)]);
        expect(thin.values.includes(null)).toBe(values.includes(null));
        expect(highest(thin.values)).toBe(highest(values));
        expect(lowest(thin.values)).toBe(lowest(values));
      }),
    );
  });
});

function highest(values: readonly (number | null)[]): number {
  return Math.max(...values.map((value) => value ?? Number.NEGATIVE_INFINITY));
}

/** Minus infinity where a null is among them, which outranks every low. */
function lowest(values: readonly (number | null)[]): number {
  return Math.min(...values.map((value) => value ?? Number.NEGATIVE_INFINITY));
}
