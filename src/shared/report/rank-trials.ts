import type { AttackTrial } from '../views/attack-search.ts';

/** Most harm first; equal ones by more steps, then by number. Trials that do not count come last. */
export function rankTrials(trials: readonly AttackTrial[]): AttackTrial[] {
  return trials.toSorted(
    (left, right) =>
      Number(right.counts) - Number(left.counts) ||
      right.harmfulScore.mean - left.harmfulScore.mean ||
      right.steps - left.steps ||
      left.trial - right.trial,
  );
}
