import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildReport, type BuildReportOptions } from '../../host/reports/build-report.ts';
import type { Selection } from '../../shared/contract/compare.ts';
import type { ReportData } from '../../shared/views/report.ts';
import type { LabQueries } from '../../lab/types.ts';
import { describePlaces } from '../places.ts';

/** The data of the report of an experiment or of runs as they are recorded now. @throws AppError lab/no-run, report/unknown-arm. */
export function buildSelectionReport(
  queries: LabQueries,
  selection: Selection,
  options: BuildReportOptions = {},
): ReportData {
  return buildReport(queries, describePlaces(), selection, options);
}

/** Where a report goes unless asked otherwise: the same runs have the same folder. */
export function defaultReportFolder(queries: LabQueries, selection: Selection): string {
  const reports = join(queries.dataFolder, 'reports');
  if ('experimentId' in selection) return join(reports, selection.experimentId);
  const digest = createHash('sha256').update(selection.runIds.toSorted().join('\n')).digest('hex');
  return join(reports, `runs-${digest.slice(0, 10)}`);
}
