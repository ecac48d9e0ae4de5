import { join } from 'node:path';
import { buildReport } from '../../host/reports/build-report.ts';
import type { ReportData } from '../../shared/views/report.ts';
import type { ExperimentView, LabQueries } from '../../lab/types.ts';
import { describePlaces } from '../places.ts';

/** The data of an experiment's report as it is recorded now. @throws AppError report/unknown-arm. */
export function buildExperimentReport(
  queries: LabQueries,
  experiment: ExperimentView,
  options: { readonly baseline?: string | undefined } = {},
): ReportData {
  return buildReport(queries, describePlaces(), { experimentId: experiment.id }, options);
}

/** Where an experiment's report goes unless asked otherwise. */
export function defaultReportFolder(queries: LabQueries, experiment: ExperimentView): string {
  return join(queries.dataFolder, 'reports', experiment.id);
}
