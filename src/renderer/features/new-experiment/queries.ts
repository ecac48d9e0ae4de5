import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** The data sets that forms offer. */
export function useDatasetsQuery() {
  const lab = useLab();
  return labQuery(
    ['library', 'datasets'],
    (signal) => lab.library.datasets(undefined, { signal }),
    ({ kind }) => kind === 'library',
  );
}

/** The base models that forms offer. */
export function useModelsQuery() {
  const lab = useLab();
  return labQuery(
    ['library', 'models'],
    (signal) => lab.library.models(undefined, { signal }),
    ({ kind }) => kind === 'library',
  );
}

/** What a new experiment can start from. */
export function usePresetsQuery() {
  const lab = useLab();
  return labQuery(['experiments', 'presets'], (signal) => lab.experiments.presets(undefined, { signal }));
}

/** Experiments that were begun and not started, newest first. */
export function useDraftsQuery() {
  const lab = useLab();
  return labQuery(
    ['experiments', 'drafts'],
    (signal) => lab.experiments.drafts(undefined, { signal }),
    ({ kind }) => kind === 'drafts',
  );
}
