import type { Selection } from '../../../shared/contract/compare.ts';

/** What the address of a page says about what is compared. */
export interface SelectionSearch {
  readonly experiment?: string | undefined;
  readonly runs?: string | undefined;
}

/** Runs win over an experiment; null where neither is named. */
export function readSelection({ experiment, runs }: SelectionSearch): Selection | null {
  const runIds = [...new Set((runs ?? '').split(',').filter((id) => id !== ''))];
  if (runIds.length > 0) return { runIds };
  return experiment ? { experimentId: experiment } : null;
}

/** The address's part for a selection. */
export function writeSelection(selection: Selection): { experiment?: string; runs?: string } {
  return 'experimentId' in selection ? { experiment: selection.experimentId } : { runs: selection.runIds.join(',') };
}
