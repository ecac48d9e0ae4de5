import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { groupRuns } from '../../../src/lab/statistics/group-runs.ts';
import { computePairedDifference } from '../../../src/lab/statistics/paired-difference.ts';
import { summarise } from '../../../src/lab/statistics/student-t.ts';
import { computeWilsonInterval } from '../../../src/lab/statistics/wilson.ts';

const ends = { low: z.number(), high: z.number() };
const fixtures = z
  .object({
    student: z.array(z.object({ values: z.array(z.number()), mean: z.number(), sd: z.number(), ...ends })),
    paired: z.array(
      z.object({ baseline: z.array(z.number()), treatment: z.array(z.number()), mean: z.number(), ...ends }),
    ),
    wilson: z.array(z.object({ successes: z.number(), n: z.number(), ...ends })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../reference/statistics/fixtures.json', import.meta.url), 'utf8')));

function expectClose(actual: number | null | undefined, expected: number): void {
  if (actual === null || actual === undefined) throw new Error(`Expected ${expected}, got ${actual}.`);
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe('summarise', () => {
  it.each(fixtures.student)('agrees with SciPy for n = $values.length', (fixture) => {
    const summary = summarise(fixture.values);
    expect(summary.n).toBe(fixture.values.length);
    expectClose(summary.mean, fixture.mean);
    expectClose(summary.sd, fixture.sd);
    expectClose(summary.interval?.low, fixture.low);
    expectClose(summary.interval?.high, fixture.high);
  });

  it('gives a single value neither a spread nor an interval', () => {
    expect(summarise([42])).toEqual({ n: 1, mean: 42, sd: null, interval: null });
  });

  it('gives equal values exactly their value and no spread', () => {
    expect(summarise([0.1, 0.1, 0.1])).toEqual({ n: 3, mean: 0.1, sd: 0, interval: { low: 0.1, high: 0.1 } });
  });

  it('throws for no value and for values that are not finite', () => {
    expect(() => summarise([])).toThrow('at least one value');
    expect(() => summarise([1, Number.NaN])).toThrow('finite');
  });
});

describe('computeWilsonInterval', () => {
  it.each(fixtures.wilson)('agrees with statsmodels for $successes of $n', (fixture) => {
    const interval = computeWilsonInterval(fixture.successes, fixture.n);
    expectClose(interval?.low, fixture.low);
    expectClose(interval?.high, fixture.high);
  });

  it('stays within 0 and 100 and contains the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.float({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const successes = Math.round(n * share);
        const interval = computeWilsonInterval(successes, n);
        const value = (100 * successes) / n;
        return (
          interval !== null &&
          0 <= interval.low &&
          interval.low <= value &&
          value <= interval.high &&
          interval.high <= 100
        );
      }),
    );
  });

  it('has no interval for nothing and throws for impossible counts', () => {
    expect(computeWilsonInterval(0, 0)).toBeNull();
    expect(() => computeWilsonInterval(3, 2)).toThrow('got 3 of 2');
  });
});

describe('computePairedDifference', () => {
  it.each(fixtures.paired)('agrees with SciPy for $baseline.length pairs', (fixture) => {
    const toSeeds = (values: readonly number[]) => values.map((value, seed) => ({ seed, value }));
    const difference = computePairedDifference(toSeeds(fixture.baseline), toSeeds(fixture.treatment));
    expectClose(difference?.mean, fixture.mean);
    expectClose(difference?.interval?.low, fixture.low);
    expectClose(difference?.interval?.high, fixture.high);
  });

  it('counts only the seeds that both sides have and names the others', () => {
    const difference = computePairedDifference(
      [
        { seed: 3, value: 10 },
        { seed: 1, value: 50 },
      ],
      [
        { seed: 2, value: 0 },
        { seed: 1, value: 20 },
      ],
    );
    expect(difference).toEqual({
      n: 1,
      mean: -30,
      sd: null,
      interval: null,
      p: null,
      seeds: [1],
      unpairedSeeds: [2, 3],
    });
  });

  it('is null where no seed is shared, and refuses a seed that occurs twice', () => {
    expect(computePairedDifference([{ seed: 1, value: 1 }], [{ seed: 2, value: 1 }])).toBeNull();
    expect(() =>
      computePairedDifference(
        [
          { seed: 1, value: 1 },
          { seed: 1, value: 2 },
        ],
        [],
      ),
    ).toThrow('twice');
  });
});

describe('groupRuns', () => {
  it('groups runs that differ in the seed alone, whatever the order of their axes', () => {
    const runs = [
      { arm: 'SFT', varied: { 'attack.p': 0, seed: 0 } },
      { arm: 'SFT', varied: { seed: 1, 'attack.p': 0 } },
      { arm: 'Booster', varied: { 'attack.p': 0, seed: 0 } },
      { arm: 'SFT', varied: { 'attack.p': 0.1, seed: 0 } },
    ];
    const groups = groupRuns(runs);
    expect(groups.map((group) => [group.arm, group.varied, group.runs.length])).toEqual([
      ['SFT', { 'attack.p': 0 }, 2],
      ['Booster', { 'attack.p': 0 }, 1],
      ['SFT', { 'attack.p': 0.1 }, 1],
    ]);
  });
});
