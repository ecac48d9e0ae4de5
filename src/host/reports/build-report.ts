import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Selection } from '../../shared/contract/compare.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { collectReportData } from '../../lab/report/collect-report-data.ts';
import { findRuns } from '../../lab/report/find-runs.ts';
import type { LabQueries } from '../../lab/types.ts';
import type { Places } from '../context.ts';

export interface BuildReportOptions {
  /** Label of the arm that the others are compared with. */
  readonly baseline?: string | undefined;
  /** Attack step of the headline. */
  readonly step?: number | undefined;
  /** Leaves curves and sample answers out. */
  readonly isScoresOnly?: boolean;
}

/**
 * The data of the report of an experiment or of chosen runs as it is recorded now; the command line, the compare page and
 * exports all have their numbers from here. @throws AppError lab/no-experiment, lab/no-run, report/unknown-arm, report/unknown-step.
 */
export function buildReport(
  queries: LabQueries,
  places: Places,
  selection: Selection,
  options: BuildReportOptions = {},
): ReportData {
  return collectReportData(queries, selection, {
    codeVersion: places.version,
    gitCommit: places.gitCommit,
    writtenAtMs: Date.now(),
    limits: findLimits(queries, places, selection),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
    ...(options.step === undefined ? {} : { headlineStep: options.step }),
    ...(options.isScoresOnly ? { hasCurves: false, samplesPerSet: 0 } : {}),
  });
}

/** What numbers from the sample project's world can show, in the words of its README; null for every other model. */
function findLimits(queries: LabQueries, places: Places, selection: Selection): string | null {
  const sampleFolder = join(places.resources, 'sample');
  const isSample = listModels(queries, selection).some((path) => !relative(sampleFolder, path).startsWith('..'));
  if (!isSample) return null;
  const readme = readFileSync(join(sampleFolder, 'README.md'), 'utf8');
  const section = /^## What a small world can and cannot show\n([\s\S]*?)^## /m.exec(readme)?.[1];
  return section?.replace(/\s+/g, ' ').trim() ?? null;
}

/** Absolute paths of the base models. */
function listModels(queries: LabQueries, selection: Selection): string[] {
  if ('runIds' in selection) {
    return findRuns(queries, selection.runIds).map(({ run, experiment }) =>
      resolve(dirname(experiment.specPath), run.settings.model.path),
    );
  }
  const experiment = queries.getExperiment(selection.experimentId);
  return queries.listRuns(experiment.id).map((run) => resolve(dirname(experiment.specPath), run.settings.model.path));
}
