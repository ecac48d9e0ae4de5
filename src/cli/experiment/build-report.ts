import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { collectReportData } from '../../lab/report/collect-report-data.ts';
import type { ReportData } from '../../shared/views/report.ts';
import type { ExperimentView, LabQueries, RunView } from '../../lab/types.ts';
import { findCommit, readVersion, repositoryFolder } from '../places.ts';

const sampleFolder = join(repositoryFolder, 'resources', 'sample');

/** The data of an experiment's report as it is recorded now. @throws AppError report/unknown-arm. */
export function buildExperimentReport(
  queries: LabQueries,
  experiment: ExperimentView,
  options: { readonly baseline?: string | undefined } = {},
): ReportData {
  return collectReportData(queries, experiment.id, {
    codeVersion: readVersion(),
    gitCommit: findCommit(),
    writtenAtMs: Date.now(),
    limits: findLimits(experiment, queries.listRuns(experiment.id)),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
  });
}

/** Where an experiment's report goes unless asked otherwise. */
export function defaultReportFolder(queries: LabQueries, experiment: ExperimentView): string {
  return join(queries.dataFolder, 'reports', experiment.id);
}

/** What numbers from the sample project's world can show, in the words of its README; null for every other model. */
function findLimits(experiment: ExperimentView, runs: readonly RunView[]): string | null {
  const isSample = runs.some((run) => {
    const model = resolve(dirname(experiment.specPath), run.settings.model.path);
    return !relative(sampleFolder, model).startsWith('..');
  });
  if (!isSample) return null;
  const readme = readFileSync(join(sampleFolder, 'README.md'), 'utf8');
  const section = /^## What a small world can and cannot show\n([\s\S]*?)^## /m.exec(readme)?.[1];
  return section?.replace(/\s+/g, ' ').trim() ?? null;
}
