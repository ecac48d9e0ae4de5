import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** The sample's model and those that were added. */
export function useModelsQuery() {
  const lab = useLab();
  return labQuery(
    ['library', 'models'],
    (signal) => lab.library.models(undefined, { signal }),
    ({ kind }) => kind === 'library',
  );
}

/** What a look into a folder finds; asked again each time. */
export function useModelReportQuery(path: string) {
  const lab = useLab();
  return {
    ...labQuery(['library', 'inspect-model', path], (signal) => lab.library.inspectModel({ path }, { signal })),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  };
}
