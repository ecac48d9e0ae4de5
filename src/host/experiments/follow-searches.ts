import type { Lab } from '../../lab/index.ts';
import { planNextRung } from '../../lab/search/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { JudgeFollower } from '../judging/follow-judges.ts';
import { submitDraft } from './submit-draft.ts';

/** Submits the next rung of an attacker's search when the last one is complete, also of those that earlier sessions left. Returns how to stop. */
export function followSearches(lab: Lab, judges: JudgeFollower, reportBug: (error: unknown) => void): () => void {
  let last: Promise<void> = Promise.resolve();
  const goOn = async (before: Promise<void>, experimentId: string): Promise<void> => {
    await before;
    try {
      const next = planNextRung(lab, experimentId);
      // What was allowed for the first rung is allowed for the search.
      if (next) judges.followAs(await submitDraft(lab, next), experimentId);
    } catch (error) {
      // Deleted in between, or files that are gone: the search stands where it is and says so by its open rung.
      if (!(error instanceof AppError)) reportBug(error);
    }
  };
  // One after the other, so that two runs that end together do not both submit.
  const enqueue = (experimentId: string): void => {
    last = goOn(last, experimentId);
  };
  for (const { id, spec } of lab.listExperiments()) if (spec.search?.halving) enqueue(id);
  return lab.subscribe((event) => {
    if (event.kind === 'run.moved' && event.status === 'completed') enqueue(event.experimentId);
    // Trials may have waited for their judge.
    if (event.kind === 'judging.moved' && event.state.kind === 'ended')
      for (const { id, spec } of lab.listExperiments()) if (spec.search?.halving) enqueue(id);
  });
}
