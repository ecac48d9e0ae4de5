import { canonicalJson } from '../../shared/canonical-json.ts';

export const seedPath = 'seed';

/** What grouping needs to know of a run: its arm and the values of the grid's axes at it. */
export interface GroupableRun {
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
}

/** Runs that are equal but for the seed. */
export interface RunGroup<Run extends GroupableRun> {
  readonly arm: string;
  /** The axes' values without the seed. */
  readonly varied: Readonly<Record<string, unknown>>;
  readonly runs: readonly Run[];
}

/** Puts runs that are equal but for the seed into one group each, in order of first appearance. */
export function groupRuns<Run extends GroupableRun>(runs: readonly Run[]): RunGroup<Run>[] {
  const groups = new Map<string, { arm: string; varied: Record<string, unknown>; runs: Run[] }>();
  for (const run of runs) {
    const varied = dropSeed(run.varied);
    const key = canonicalJson([run.arm, varied]);
    const group = groups.get(key) ?? { arm: run.arm, varied, runs: [] };
    groups.set(key, group);
    group.runs.push(run);
  }
  return [...groups.values()];
}

/** The values of a run's axes without the seed. */
export function dropSeed(varied: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(varied).filter(([path]) => path !== seedPath));
}
