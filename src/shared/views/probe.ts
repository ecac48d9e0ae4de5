import type { ProbeKind } from '../spec/probe.ts';
import type { Summary } from './statistics.ts';

/** What was measured of the kept models of some runs, besides their answers. */
export interface ProbeView {
  readonly kind: ProbeKind;
  /** How many of the runs have been measured, and how many there are. */
  readonly measuredRuns: number;
  readonly runs: number;
  readonly groups: readonly ProbeGroup[];
}

/** One arm's aligned model (`attackP` null) or its models after the attack, over their seeds. */
export interface ProbeGroup {
  readonly arm: string;
  readonly step: number;
  readonly attackP: number | null;
  /** The other settings that were varied, by path: only runs that are equal in them stand in one group. */
  readonly varied: Readonly<Record<string, unknown>>;
  /** At most so many rows of the data were measured. */
  readonly rows: number;
  readonly seeds: readonly number[];
  readonly points: readonly ProbePoint[];
}

/**
 * A value over the seeds. `loss` at the distance `at` along the harmful direction, and `gradientNorm`; of a drift `distance`,
 * `relativeDistance` and `cosine`, at 0.
 */
export interface ProbePoint {
  readonly name: string;
  readonly at: number;
  readonly summary: Summary;
}
