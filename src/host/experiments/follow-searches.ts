import type { Lab } from '../../lab/index.ts';
import { planNextRung } from '../../lab/search/index.ts';
import { AppError } from '../../shared/errors.ts';
import { submitDraft } from './submit-draft.ts';

/** Submits the next rung of an attacker's search when the last one is complete, also of those that earlier sessions left. Returns how to stop. */
export function followSearches(lab: Lab, reportBug: (error: unknown) => void): () => void {
  let last: Promise<void> = Promise.resolve();
  const goOn = async (before: Promise<void>, experimentId: string): Promise<void> => {
    await before;
    try {
      const next = planNextRung(lab, experimentId);
      if (next) await submitDraft(lab, next);
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
  });
}
