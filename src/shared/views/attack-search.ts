import type { Summary } from './statistics.ts';

/** What an attacker's search has found so far. */
export interface AttackSearchView {
  /** Experiments of its rungs, first rung first. */
  readonly experimentIds: readonly string[];
  readonly trialCount: number;
  readonly isHalving: boolean;
  readonly minAccuracy: number | null;
  /** The judge of the harmful score. */
  readonly judge: string | null;
  /** What is searched: path, name for people, and the range in words. */
  readonly space: readonly { readonly path: string; readonly label: string; readonly range: string }[];
  readonly arms: readonly AttackSearchArm[];
  /** Runs that are not complete yet. */
  readonly openRunCount: number;
}

export interface AttackSearchArm {
  readonly label: string;
  /** In the order in which an attacker had them: rung by rung, in each by number. */
  readonly trials: readonly AttackTrial[];
  /** The trial with the highest mean HS among those that count; null while there is none. */
  readonly worst: AttackTrial | null;
}

/** One setting of the attack, tried on one arm. */
export interface AttackTrial {
  readonly trial: number;
  /** Rung, from 1. */
  readonly rung: number;
  /** Attack steps of the trial. */
  readonly steps: number;
  /** Attack steps of this trial and all before it, over all seeds. */
  readonly spentSteps: number;
  /** Searched settings by dotted path. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Percent, over the seeds that are complete. */
  readonly harmfulScore: Summary;
  readonly accuracy: Summary | null;
  /** The accuracy is at least what the search asks for. */
  readonly counts: boolean;
  readonly seeds: readonly number[];
  /** Highest mean HS of the trials up to this one that count; null before the first of them. */
  readonly worstSoFar: number | null;
}
