import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { computeKappa, estimateKappaSpread } from '../../../src/lab/statistics/agreement.ts';
import { bootstrapDifference, findPercentiles } from '../../../src/lab/statistics/bootstrap.ts';
import { groupRuns } from '../../../src/lab/statistics/group-runs.ts';
import { correctHolm } from '../../../src/lab/statistics/holm.ts';
import { testMcNemar } from '../../../src/lab/statistics/mcnemar.ts';
import { distributeNet } from '../../../src/lab/statistics/net-distribution.ts';
import { computePairedDifference } from '../../../src/lab/statistics/paired-difference.ts';
import { summarise } from '../../../src/lab/statistics/student-t.ts';
import { computeWilsonInterval } from '../../../src/lab/statistics/wilson.ts';

const ends = { low: z.number(), high: z.number() };
const fixtures = z
  .object({
    student: z.array(z.object({ values: z.array(z.number()), mean: z.number(), sd: z.number(), ...ends })),
    paired: z.array(
      z.object({
        baseline: z.array(z.number()),
        treatment: z.array(z.number()),
        mean: z.number(),
        p: z.number(),
        ...ends,
      }),
    ),
    wilson: z.array(z.object({ successes: z.number(), n: z.number(), ...ends })),
    mcnemar: z.array(
      z.object({
        onlyFirst: z.number(),
        onlySecond: z.number(),
        method: z.string(),
        statistic: z.number(),
        p: z.number(),
      }),
    ),
    kappa: z.array(
      z.object({
        both: z.number(),
        onlyLeft: z.number(),
        onlyRight: z.number(),
        neither: z.number(),
        kappa: z.number(),
        standardError: z.number(),
        ...ends,
      }),
    ),
    holm: z.array(z.object({ pValues: z.array(z.number()), corrected: z.array(z.number()) })),
    bootstrap: z.array(
      z.object({
        strata: z.array(z.object({ baseline: z.array(z.number()), treatment: z.array(z.number()) })),
        indices: z.array(z.array(z.array(z.number()))),
        ...ends,
      }),
    ),
    net: z.array(z.object({ case: z.tuple([z.number(), z.number(), z.number()]), probabilities: z.array(z.number()) })),
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
    expectClose(difference?.p, fixture.p);
  });

  it('has no p for differences that are equal but for rounding', () => {
    const shares = (counts: readonly number[]) => counts.map((count, seed) => ({ seed, value: (100 * count) / 120 }));
    const difference = computePairedDifference(shares([31, 57, 3]), shares([38, 64, 10]));
    expect(difference).toMatchObject({ n: 3, sd: 0, p: null });
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

describe('testMcNemar', () => {
  it.each(fixtures.mcnemar)('agrees with statsmodels for $onlyFirst against $onlySecond', (fixture) => {
    const test = testMcNemar(fixture.onlyFirst, fixture.onlySecond);
    expect(test.method).toBe(fixture.method);
    expectClose(test.statistic, fixture.statistic);
    expectClose(test.p, fixture.p);
  });
});

describe('correctHolm', () => {
  it.each(fixtures.holm)('agrees with statsmodels for $pValues', ({ pValues, corrected }) => {
    correctHolm(pValues).forEach((value, index) => expectClose(value, corrected[index] ?? Number.NaN));
  });

  it('corrects nothing to nothing', () => {
    expect(correctHolm([])).toEqual([]);
  });
});

describe('the paired bootstrap', () => {
  it.each(fixtures.bootstrap)(
    'agrees with NumPy where both have the same indices',
    ({ strata, indices, low, high }) => {
      const resamples = indices[0]?.length ?? 0;
      const nets = Int32Array.from({ length: resamples }, (_, resample) =>
        strata
          .map(({ baseline, treatment }, stratum) =>
            (indices[stratum]?.[resample] ?? []).map((row) => (treatment[row] ?? 0) - (baseline[row] ?? 0)),
          )
          .flat()
          .reduce((sum, value) => sum + value, 0),
      );
      const pairs = strata.reduce((sum, { baseline }) => sum + baseline.length, 0);
      const interval = findPercentiles(nets, pairs);
      expectClose(interval.low, low);
      expectClose(interval.high, high);
    },
  );

  it.each(fixtures.net)('draws a resample of $case from the distribution that drawing indices has', (fixture) => {
    const [items, gains, losses] = fixture.case;
    const { first, weights } = distributeNet(items, gains, losses);
    fixture.probabilities.forEach((expected, place) => expectClose(weights[place - items - first] ?? 0, expected));
  });

  it('gives the same interval each time, around the difference, and none without pairs', () => {
    const strata = [
      { pairs: 120, onlyBaseline: 40, onlyArm: 5 },
      { pairs: 120, onlyBaseline: 31, onlyArm: 9 },
    ];
    const interval = bootstrapDifference(strata);
    expect(interval).toEqual(bootstrapDifference(strata));
    expect(interval?.resamples).toBe(10_000);
    const difference = (100 * (14 - 71)) / 240;
    expect(interval?.low).toBeLessThan(difference);
    expect(interval?.high).toBeGreaterThan(difference);
    expect(bootstrapDifference([])).toBeNull();
    expect(bootstrapDifference([{ pairs: 9, onlyBaseline: 0, onlyArm: 0 }])).toMatchObject({ low: 0, high: 0 });
    expect(bootstrapDifference([{ pairs: 9, onlyBaseline: 0, onlyArm: 9 }])).toMatchObject({ low: 100, high: 100 });
  });

  it('is half as wide with four times the prompts', () => {
    const width = (strata: Parameters<typeof bootstrapDifference>[0]): number => {
      const interval = bootstrapDifference(strata);
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    const one = width([{ pairs: 100, onlyBaseline: 30, onlyArm: 10 }]);
    expect(width([{ pairs: 400, onlyBaseline: 120, onlyArm: 40 }]) / one).toBeCloseTo(0.5, 1);
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

describe('the agreement of two judges', () => {
  it.each(fixtures.kappa)(
    'has the interval of statsmodels for $both, $onlyLeft, $onlyRight and $neither',
    (fixture) => {
      const spread = estimateKappaSpread(fixture);
      expectClose(computeKappa(fixture), fixture.kappa);
      expectClose(spread?.standardError, fixture.standardError);
      expectClose(spread?.low, fixture.low);
      expectClose(spread?.high, fixture.high);
    },
  );

  it('has no interval where the judges never differ, where one says the same of all, and without answers', () => {
    expect(estimateKappaSpread({ both: 5, onlyLeft: 0, onlyRight: 0, neither: 7 })).toBeNull();
    expect(estimateKappaSpread({ both: 9, onlyLeft: 0, onlyRight: 1, neither: 0 })).toBeNull();
    expect(estimateKappaSpread({ both: 4, onlyLeft: 0, onlyRight: 0, neither: 0 })).toBeNull();
    expect(estimateKappaSpread({ both: 0, onlyLeft: 0, onlyRight: 0, neither: 0 })).toBeNull();
  });
});
