import type { Selection } from '../../../shared/contract/compare.ts';

/** What the address of a page says about what is compared. */
export interface SelectionSearch {
  readonly experiment?: string | undefined;
  readonly runs?: string | undefined;
}

/** Runs win over an experiment; null where neither is named. "-02" stands for the run 02 of the experiment named before it. */
export function readSelection({ experiment, runs }: SelectionSearch): Selection | null {
  const runIds = new Set<string>();
  let before = '';
  for (const word of (runs ?? '').split(',')) {
    if (word === '') continue;
    const id = word.startsWith('-') ? `${findExperimentPart(before)}${word}` : word;
    runIds.add(id);
    before = id;
  }
  if (runIds.size > 0) return { runIds: [...runIds] };
  return experiment ? { experimentId: experiment } : null;
}

/** The address's part for a selection. A server refuses addresses of many thousand letters, so what repeats is left out. */
export function writeSelection(selection: Selection): { experiment?: string; runs?: string } {
  if ('experimentId' in selection) return { experiment: selection.experimentId };
  let before: string | null = null;
  const words = selection.runIds.map((id) => {
    const part = findExperimentPart(id);
    const isSame = part !== '' && part === before;
    before = part;
    return isSame ? id.slice(part.length) : id;
  });
  return { runs: words.join(',') };
}

/** A run's id without its number and the dash before it. */
function findExperimentPart(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('-')));
}
