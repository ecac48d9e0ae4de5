import { type Summary, summarise } from './student-t.ts';

export interface SeedValue {
  readonly seed: number;
  readonly value: number;
}

/** Mean of the differences seed by seed, with the seeds it rests on. */
export interface PairedDifference extends Summary {
  /** Seeds measured on both sides, ascending; `n` counts these alone. */
  readonly seeds: readonly number[];
  /** Seeds measured on one side only, ascending; they are left out. */
  readonly unpairedSeeds: readonly number[];
}

/** `treatment − baseline` over the seeds that both have; null when they share none. A seed may occur once per side. */
export function computePairedDifference(
  baseline: readonly SeedValue[],
  treatment: readonly SeedValue[],
): PairedDifference | null {
  const before = indexBySeed(baseline);
  const after = indexBySeed(treatment);
  const all = [...new Set([...before.keys(), ...after.keys()])].sort((left, right) => left - right);
  const pairs = all.flatMap((seed) => {
    const from = before.get(seed);
    const to = after.get(seed);
    return from === undefined || to === undefined ? [] : [{ seed, difference: to - from }];
  });
  if (pairs.length === 0) return null;
  const seeds = pairs.map((pair) => pair.seed);
  return {
    ...summarise(pairs.map((pair) => pair.difference)),
    seeds,
    unpairedSeeds: all.filter((seed) => !seeds.includes(seed)),
  };
}

function indexBySeed(values: readonly SeedValue[]): Map<number, number> {
  const index = new Map(values.map(({ seed, value }) => [seed, value]));
  if (index.size !== values.length) throw new Error('A seed occurs twice on one side of a paired difference.');
  return index;
}
