import type { Selection } from '../../../shared/contract/compare.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import type { OpenedResults } from './open-results.ts';

/** The forms that can be imported and exported. */
export function useInteropFormsQuery() {
  const lab = useLab();
  return labQuery(['interop', 'forms'], (signal) => lab.interop.forms(undefined, { signal }));
}

/** What an import would bring. */
export function useImportPreviewQuery({ id, source }: OpenedResults, form: string | null) {
  const lab = useLab();
  return labQuery(['interop', 'preview', id, form], (signal) =>
    lab.interop.preview({ source, ...(form === null ? {} : { form }) }, { signal }),
  );
}

/** Everything that was imported, newest first. */
export function useImportedQuery() {
  const lab = useLab();
  return labQuery(
    ['interop', 'list'],
    (signal) => lab.interop.list(undefined, { signal }),
    ({ kind }) => kind === 'external',
  );
}

/** What an export of a selection would write. */
export function useExportPlanQuery(selection: Selection, form: string) {
  const lab = useLab();
  return labQuery(
    ['interop', 'plan', selection, form],
    (signal) => lab.interop.planExport({ selection, form }, { signal }),
    ({ kind }) => kind === 'run' || kind === 'runs',
  );
}

/** What curves some external tables have. */
export function useImportedCurveNamesQuery(tables: readonly string[]) {
  const lab = useLab();
  return labQuery(
    ['interop', 'curve-names', tables],
    (signal) => lab.interop.curveNames({ tables: [...tables] }, { signal }),
    ({ kind }) => kind === 'external',
  );
}

/** Points of imported curves. */
export function useImportedCurvesQuery(
  curves: readonly { readonly tableId: string; readonly id: string }[],
  maxPoints: number,
) {
  const lab = useLab();
  const asked = curves.map(({ tableId, id }) => ({ tableId, id }));
  return labQuery(['interop', 'curves', asked, maxPoints], (signal) =>
    lab.interop.curves({ curves: asked, maxPoints }, { signal }),
  );
}
