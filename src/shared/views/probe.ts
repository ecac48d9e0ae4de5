import type { ProbeKind } from '../spec/probe.ts';
import type { Summary } from './statistics.ts';

/** What was measured of the kept models of some runs, besides their answers. */
export interface ProbeView {
  readonly kind: ProbeKind;
  /** How many of the runs have been measured, and how many there are. */
  readonly measuredRuns: number;
  readonly runs: number;
  /** Of those that have not been measured, how many cannot be: their models are not here, as after an import without weights. */
  readonly withoutModels: number;
  /** In words, where arms were measured on different data, which makes their values unlike; else null. */
  readonly warning: string | null;
  readonly groups: readonly ProbeGroup[];
}

/** A data file that a probe was measured on, and which rows of it. */
export interface ProbeData {
  readonly name: string;
  /** sha256 of the file. */
  readonly digest: string;
  readonly start: number;
  /** Null: all from there on. */
  readonly count: number | null;
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
  /** What was measured on; several where each seed has a file of its own. */
  readonly data: readonly ProbeData[];
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
