import { queryOptions } from '@tanstack/react-query';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

export const runsTableKey = ['runs', 'table'] as const;

/** Every run with its settings and last scores. Progress of what runs is not in it: it comes with the queue. */
export function useRunsTableQuery() {
  const lab = useLab();
  return queryOptions({
    ...labQuery(
      runsTableKey,
      (signal) => lab.runs.table(undefined, { signal }),
      ({ kind }) => kind === 'runs' || kind === 'run' || kind === 'scores',
    ),
    // Comparing a hundred thousand numbers with the last answer costs more than drawing the shown rows again.
    structuralSharing: false,
  });
}

export const viewsPreference = 'runs.views';
export const viewsKey = ['preferences', viewsPreference] as const;

/** The saved views and the last one used, as stored. */
export function useStoredViewsQuery() {
  const lab = useLab();
  return labQuery(viewsKey, (signal) => lab.preferences.get({ name: viewsPreference }, { signal }));
}

/** One stage of a run, with the runs that share it. */
export function useStageQuery(key: string) {
  const lab = useLab();
  return labQuery(
    ['stages', 'detail', key],
    (signal) => lab.stages.get({ key }, { signal }),
    (notice) => notice.kind === 'stage' && notice.key === key,
  );
}
