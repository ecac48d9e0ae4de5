import type { Random } from '../../../src/shared/random.ts';

/** The pairs of verdicts of one seed, 0 or 1 each. */
export interface VerdictStratum {
  readonly baseline: readonly number[];
  readonly treatment: readonly number[];
}

/** Random data for every statistic. */
export interface Asked {
  readonly student: readonly (readonly number[])[];
  readonly paired: readonly (readonly [baseline: readonly number[], treatment: readonly number[]])[];
  readonly wilson: readonly (readonly [successes: number, n: number])[];
  readonly mcnemar: readonly (readonly [onlyFirst: number, onlySecond: number])[];
  readonly kappa: readonly (readonly [both: number, onlyLeft: number, onlyRight: number, neither: number])[];
  readonly holm: readonly (readonly number[])[];
  /** indices[stratum][resample] are rows of that stratum. */
  readonly bootstrap: readonly {
    readonly strata: readonly VerdictStratum[];
    readonly indices: readonly (readonly (readonly number[])[])[];
  }[];
  readonly net: readonly (readonly [items: number, gains: number, losses: number])[];
}

const cases = 200;

export function drawQuestions(random: Random): Asked {
  const between = (low: number, high: number): number => low + random.nextBelow(high - low + 1);
  const repeat = <Value>(count: number, draw: () => Value): Value[] => Array.from({ length: count }, draw);
  const drawValues = (count: number): number[] => {
    const scale = 10 ** between(-2, 3);
    return repeat(count, () => scale * (random.nextFraction() + random.nextNormal()));
  };
  return {
    student: repeat(cases, () => drawValues(between(2, 40))),
    paired: repeat(cases, () => {
      const values = drawValues(2 * between(2, 20));
      return [values.slice(0, values.length / 2), values.slice(values.length / 2)] as const;
    }),
    wilson: repeat(cases, () => {
      const n = between(1, 5000);
      return [between(0, n), n] as const;
    }),
    mcnemar: repeat(cases, () => {
      const most = random.nextFraction() < 0.5 ? 14 : 600;
      return [between(0, most), between(0, most)] as const;
    }),
    kappa: repeat(cases, () => {
      const most = 10 ** between(1, 4);
      // One cell may be empty; judges that never differ have no error to compare.
      const cells = repeat(4, () => between(1, most));
      if (random.nextFraction() < 0.3) cells[between(0, 3)] = 0;
      const [both = 0, onlyLeft = 0, onlyRight = 0, neither = 0] = cells;
      return [both, onlyLeft, onlyRight, neither] as const;
    }),
    holm: repeat(cases, () => repeat(between(1, 60), () => random.nextFraction() ** between(1, 6))),
    bootstrap: repeat(8, () => {
      const strata = repeat(between(1, 5), () => drawStratum(random, between(40, 200)));
      const indices = strata.map(({ baseline }) =>
        repeat(400, () => repeat(baseline.length, () => random.nextBelow(baseline.length))),
      );
      return { strata, indices };
    }),
    net: repeat(40, () => {
      const items = between(1, 300);
      const gains = between(0, items);
      const losses = between(0, items - gains);
      return gains + losses === 0 ? ([items, 1, 0] as const) : ([items, gains, losses] as const);
    }),
  };
}

function drawStratum(random: Random, prompts: number): VerdictStratum {
  const [before, after] = [random.nextFraction(), random.nextFraction()];
  const flag = (share: number): number => Number(random.nextFraction() < share);
  return {
    baseline: Array.from({ length: prompts }, () => flag(before)),
    treatment: Array.from({ length: prompts }, () => flag(after)),
  };
}
