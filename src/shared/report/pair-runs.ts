/** Two runs whose answers to the same prompts are held against each other. */
export interface RunPair<Run> {
  readonly seed: number;
  readonly baseline: Run;
  readonly treatment: Run;
}

/** The runs of two groups with the same seed, by ascending seed; a seed occurs once in a group. */
export function pairBySeed<Run>(
  baseline: readonly Run[],
  treatment: readonly Run[],
  readSeed: (run: Run) => number,
): RunPair<Run>[] {
  const bySeed = new Map(baseline.map((run) => [readSeed(run), run]));
  return treatment
    .flatMap((run) => {
      const seed = readSeed(run);
      const other = bySeed.get(seed);
      return other ? [{ seed, baseline: other, treatment: run }] : [];
    })
    .sort((one, other) => one.seed - other.seed);
}

/** Pairs of two chosen groups: by seed, or the only run of each whatever their seeds; such a pair is called by the treatment's. */
export function pairGroups<Run>(
  baseline: readonly Run[],
  treatment: readonly Run[],
  readSeed: (run: Run) => number,
): RunPair<Run>[] {
  const [left, right] = [baseline[0], treatment[0]];
  return left && right && baseline.length === 1 && treatment.length === 1
    ? [{ seed: readSeed(right), baseline: left, treatment: right }]
    : pairBySeed(baseline, treatment, readSeed);
}
