import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** Every experiment, oldest first. */
export function useExperimentsQuery() {
  const lab = useLab();
  return labQuery(
    ['experiments', 'list'],
    (signal) => lab.experiments.list(undefined, { signal }),
    ({ kind }) => kind === 'runs' || kind === 'run',
  );
}

/** What training runs on, and what is missing. */
export function useEngineQuery() {
  const lab = useLab();
  return labQuery(['system', 'engine'], (signal) => lab.system.engine(undefined, { signal }));
}

/** Whether the tour was seen, as the lab remembers it. */
export function useTourQuery() {
  const lab = useLab();
  return labQuery(['preferences', tourPreference], (signal) =>
    lab.preferences.get({ name: tourPreference }, { signal }),
  );
}

export const tourPreference = 'home.tour-seen';
