import { execFileSync } from 'node:child_process';
import type { ExperimentView, LabQueries, StageView } from '../../lab/types.ts';
import type { ReportDataset, ReportProvenance } from '../../lab/report/report-data.ts';
import type { ReportSource } from '../../lab/report/report-source.ts';
import { assertNever } from '../../shared/errors.ts';
import { engineRevision, type ResolvedDataset, type StageSpec } from '../../shared/spec/stage.ts';
import { readVersion, repositoryFolder } from '../places.ts';

/** An experiment as recorded in a data folder, in the shape that reports are built from. */
export function createReportSource(queries: LabQueries, experiment: ExperimentView): ReportSource {
  const { id, name, notes, createdAtMs, spec } = experiment;
  return {
    experiment: { id, name, notes, createdAtMs },
    axes: spec.vary,
    runs: queries.listRuns(id),
    provenance: collectProvenance(queries.listStages(id)),
    listScores: (key) => queries.getScores(key),
    listSeries: (key) => queries.getMetrics(key),
    listSamples: (key, step) => queries.listSamples(key, { step }),
  };
}

function collectProvenance(stages: readonly StageView[]): ReportSource['provenance'] {
  const versions = new Map<string, Set<string>>();
  for (const [name, version] of stages.flatMap((stage) => Object.entries(stage.versions))) {
    versions.set(name, (versions.get(name) ?? new Set<string>()).add(version));
  }
  const models = stages.map(({ file: { stage } }) => ({ path: stage.model.path, digest: stage.model.digest }));
  return {
    codeVersion: readVersion(),
    gitCommit: findCommit(),
    engineRevision,
    devices: [...new Set(stages.flatMap((stage) => stage.device ?? []))],
    versions: Object.fromEntries([...versions].map(([name, seen]) => [name, [...seen].sort()])),
    datasets: unique(stages.flatMap((stage) => listDatasets(stage.file.stage))),
    models: unique(models),
  };
}

function listDatasets(stage: StageSpec): ReportDataset[] {
  const name = (role: string, data: ResolvedDataset | null): ReportDataset[] =>
    data === null ? [] : [{ role, path: data.path, digest: data.digest, rowCount: data.count }];
  switch (stage.kind) {
    case 'align':
      return [...name('alignment', stage.data), ...name('harmful (alignment)', stage.harmful)];
    case 'attack':
      return [...name('fine-tuning task', stage.task), ...name('harmful (attack)', stage.harmful)];
    case 'evaluate':
      return [
        ...name('safety test', stage.evaluation.safety.data),
        ...name('utility test', stage.evaluation.utility?.data ?? null),
        ...name('benign test', stage.evaluation.benign?.data ?? null),
      ];
    default:
      return assertNever(stage);
  }
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** The commit that is checked out; null outside a git checkout. */
function findCommit(): ReportProvenance['gitCommit'] {
  try {
    const answer = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: repositoryFolder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.trim() || null;
  } catch {
    return null;
  }
}
