import { engineRevision, type ResolvedDataset, type StageSpec } from '../../shared/spec/stage.ts';
import type { LabQueries, StageView } from '../types.ts';
import { buildReportData, type ReportOptions } from './build-report-data.ts';
import { countRows } from './count-rows.ts';
import type { ReportData, ReportDataset } from '../../shared/views/report.ts';
import type { ReportSource } from './report-source.ts';

/** The reads that a report needs. */
export type ReportQueries = Pick<
  LabQueries,
  'getExperiment' | 'listRuns' | 'listStages' | 'getMetrics' | 'getScores' | 'listSamples'
>;

export interface CollectOptions extends ReportOptions {
  /** Version of the program that writes the report, and the commit it runs from; null outside a git checkout. */
  readonly codeVersion: string;
  readonly gitCommit: string | null;
}

/** A report's data of an experiment as it is recorded now. Throws AppError lab/no-experiment, report/unknown-arm, report/unknown-step. */
export function collectReportData(queries: ReportQueries, experimentId: string, options: CollectOptions): ReportData {
  const { codeVersion, gitCommit, ...reportOptions } = options;
  const { id, name, notes, createdAtMs, spec } = queries.getExperiment(experimentId);
  const stages = queries.listStages(id);
  const specs = stages.map((stage) => stage.file.stage);
  const source: ReportSource = {
    experiment: { id, name, notes, createdAtMs },
    axes: spec.vary,
    runs: queries.listRuns(id),
    provenance: {
      codeVersion,
      gitCommit,
      engineRevision,
      devices: [...new Set(stages.flatMap((stage) => stage.device ?? []))],
      versions: collectVersions(stages),
      datasets: collectDatasets(specs),
      models: unique(specs.map(({ model }) => ({ path: model.path, digest: model.digest }))),
    },
    listScores: (key) => queries.getScores(key),
    listSeries: (key) => queries.getMetrics(key),
    listSamples: (key, step) => queries.listSamples(key, { step }),
  };
  return buildReportData(source, reportOptions);
}

function collectVersions(stages: readonly StageView[]): Record<string, string[]> {
  const pairs = stages.flatMap((stage) => Object.entries(stage.versions));
  const names = unique(pairs.map(([name]) => name)).sort();
  return Object.fromEntries(
    names.map((name) => [name, unique(pairs.filter(([other]) => other === name).map(([, version]) => version))]),
  );
}

function collectDatasets(specs: readonly StageSpec[]): ReportDataset[] {
  const uses = unique(specs.flatMap(listDatasets));
  return uses.map(({ role, data }) => ({ role, path: data.path, digest: data.digest, rowCount: countRows(data) }));
}

interface DatasetUse {
  readonly role: string;
  readonly data: ResolvedDataset;
}

function listDatasets(stage: StageSpec): DatasetUse[] {
  const name = (role: string, data: ResolvedDataset | null | undefined): DatasetUse[] => (data ? [{ role, data }] : []);
  switch (stage.kind) {
    case 'align':
      return [...name('alignment', stage.data), ...name('harmful (alignment)', stage.harmful)];
    case 'attack':
      return [...name('task', stage.task), ...name('harmful (attack)', stage.harmful)];
    case 'evaluate': {
      const { safety, utility, benign } = stage.evaluation;
      return [
        ...name('safety test', safety.data),
        ...name('task test', utility?.data),
        ...name('harmless test', benign?.data),
      ];
    }
  }
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
