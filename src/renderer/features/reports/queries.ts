import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { describeReport, type ReportDraft } from './report-draft.ts';

/** The written reports, newest first. */
export function useReportsQuery() {
  const lab = useLab();
  return labQuery(
    ['reports', 'list'],
    (signal) => lab.reports.list(undefined, { signal }),
    ({ kind }) => kind === 'reports' || kind === 'runs',
  );
}

/** The kinds of files that a report can be written in. */
export function useFormatsQuery() {
  const lab = useLab();
  return labQuery(
    ['reports', 'formats'],
    (signal) => lab.reports.formats(undefined, { signal }),
    () => false,
  );
}

/** Tables of published results that can be shown beside the lab's own. */
export function useExternalQuery() {
  const lab = useLab();
  return labQuery(
    ['compare', 'external'],
    (signal) => lab.compare.external(undefined, { signal }),
    () => false,
  );
}

/** The address of a page that shows the report as it would be written. */
export function usePreviewQuery(draft: ReportDraft) {
  const lab = useLab();
  const report = describeReport(draft);
  return labQuery(
    ['reports', 'preview', report],
    (signal) => lab.reports.preview(report, { signal }),
    ({ kind }) => kind === 'scores',
  );
}
