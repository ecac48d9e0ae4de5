import { canonicalJson } from '../../shared/canonical-json.ts';
import type { Selection } from '../../shared/contract/compare.ts';
import type { Sample } from '../../shared/events.ts';
import { listSpecAxes } from '../../shared/spec/experiment.ts';
import { engineRevision, type ResolvedDataset, type StageSpec } from '../../shared/spec/stage.ts';
import { scoresOfRun } from '../judging/headline.ts';
import { mergeJudgements } from '../judging/merge-judgements.ts';
import { viewJudges } from '../judging/view-judges.ts';
import type { LabQueries, StageView } from '../types.ts';
import { buildReportData, type ReportOptions } from './build-report-data.ts';
import { countRows } from './count-rows.ts';
import type { ReportData, ReportDataset } from '../../shared/views/report.ts';
import { type FoundRun, findRuns } from './find-runs.ts';
import { joinExperiments } from './join-experiments.ts';
import { createMeasureReader } from './measure-runs.ts';
import { readCategories } from './read-categories.ts';
import type { ReportSource } from './report-source.ts';

/** The reads that a report needs. */
export type ReportQueries = Pick<
  LabQueries,
  | 'getExperiment'
  | 'listExperiments'
  | 'listRuns'
  | 'listTrashedRunIds'
  | 'listStages'
  | 'getMetrics'
  | 'getScores'
  | 'listSamples'
  | 'listOverrules'
  | 'listJudges'
  | 'listVerdicts'
  | 'listJudgements'
  | 'readVerdicts'
  | 'listLastValues'
>;

export interface CollectOptions extends ReportOptions {
  /** Version of the program that writes the report, and the commit it runs from; null outside a git checkout. */
  readonly codeVersion: string;
  readonly gitCommit: string | null;
}

/**
 * A report's data of an experiment, or of chosen runs of any experiments, as it is recorded now.
 * @throws AppError lab/no-experiment, lab/no-run, report/unknown-arm, report/unknown-step.
 */
export function collectReportData(queries: ReportQueries, selection: Selection, options: CollectOptions): ReportData {
  const { codeVersion, gitCommit, ...reportOptions } = options;
  return buildReportData(collectSource(queries, selection, { codeVersion, gitCommit }), reportOptions);
}

/** What a report over the selection is built from, as it is recorded now. @throws AppError lab/no-experiment, lab/no-run. */
export function collectSource(
  queries: ReportQueries,
  selection: Selection,
  { codeVersion, gitCommit }: Pick<CollectOptions, 'codeVersion' | 'gitCommit'>,
): ReportSource {
  const { joined, stages } =
    'experimentId' in selection
      ? readExperiment(queries, selection.experimentId)
      : readRuns(queries, findRuns(queries, selection.runIds));
  const specs = stages.map((stage) => stage.file.stage);
  const specsByKey = new Map(stages.map((stage) => [stage.key, stage.file.stage]));
  return {
    ...joined,
    provenance: {
      codeVersion,
      gitCommit,
      engineRevision,
      devices: [...new Set(stages.flatMap((stage) => stage.device ?? []))],
      versions: collectVersions(stages),
      datasets: collectDatasets(specs),
      models: unique(specs.map(({ model }) => ({ path: model.path, digest: model.digest }))),
    },
    listScores: (evaluate, { settings }) => scoresOfRun(queries, { settings, stages: { evaluate } }),
    listSeries: (key) => queries.getMetrics(key),
    listSamples: (key, step) => listJudgedSamples(queries, key, step),
    readVerdicts: rememberVerdicts(queries),
    listOverrules: (key) => queries.listOverrules(key),
    viewJudges: (step) =>
      viewJudges(
        queries,
        joined.runs.map((run) => run.stages.evaluate),
        step,
      ),
    listMeasures: createMeasureReader(queries, stages),
    ...describeTestSets(specsByKey),
  };
}

/** Several parts of a report count the same answers; each set of them is read once. */
function rememberVerdicts(queries: Pick<ReportQueries, 'readVerdicts'>): ReportSource['readVerdicts'] {
  const known = new Map<string, ReturnType<ReportSource['readVerdicts']>>();
  return (key, place) => {
    const id = `${key} ${place.set} ${place.step}`;
    const columns = known.get(id) ?? queries.readVerdicts(key, place);
    known.set(id, columns);
    return columns;
  };
}

/** Answers with the verdicts of the judges and, where a person has judged one, theirs beside them. */
function listJudgedSamples(queries: ReportQueries, key: string, step: number): Sample[] {
  const overrules = queries.listOverrules(key).filter((overrule) => overrule.step === step);
  return mergeJudgements(queries, { stageKey: key, step }, queries.listSamples(key, { step })).map((sample) => {
    const overrule = overrules.find(({ set, index }) => set === sample.set && index === sample.index);
    return overrule ? { ...sample, verdicts: { ...sample.verdicts, person: overrule.isHarmful } } : sample;
  });
}

/** Which prompts evaluations asked, and their categories. */
function describeTestSets(
  specs: ReadonlyMap<string, StageSpec>,
): Pick<ReportSource, 'identifyPrompts' | 'readCategories'> {
  const findData = (key: string, set: Sample['set']): ResolvedDataset | undefined => {
    const stage = specs.get(key);
    return stage?.kind === 'evaluate' ? stage.evaluation[set]?.data : undefined;
  };
  return {
    identifyPrompts(key, set) {
      const data = findData(key, set);
      // Where the same file lies does not matter.
      return data ? canonicalJson({ ...data, path: '' }) : key;
    },
    readCategories(key) {
      const data = findData(key, 'safety');
      return data ? readCategories(data) : null;
    },
  };
}

interface Collected {
  readonly joined: Pick<ReportSource, 'experiment' | 'axes' | 'runs' | 'remarks'>;
  readonly stages: readonly StageView[];
}

/** What is in the trash is not counted; who wants it counted names its runs or takes them out. */
function readExperiment(queries: ReportQueries, experimentId: string): Collected {
  const { id, name, notes, createdAtMs, spec } = queries.getExperiment(experimentId);
  const trashed = new Set(queries.listTrashedRunIds(id));
  const runs = queries.listRuns(id).filter((run) => !trashed.has(run.runId));
  const count = trashed.size === 1 ? '1 run is' : `${trashed.size} runs are`;
  const remarks = trashed.size > 0 ? [`${count} in the trash and left out.`] : [];
  return {
    joined: { experiment: { id, name, notes, createdAtMs }, axes: listSpecAxes(spec), runs, remarks },
    stages: queries.listStages(id),
  };
}

/** Runs of one experiment stay in its grid, without the values that none of them has. */
function readRuns(queries: ReportQueries, found: readonly FoundRun[]): Collected {
  // The order of a report must not depend on the order of clicks.
  const sorted = found.toSorted(
    (left, right) =>
      left.experiment.createdAtMs - right.experiment.createdAtMs ||
      (left.experiment.id === right.experiment.id
        ? left.run.position - right.run.position
        : left.experiment.id < right.experiment.id
          ? -1
          : 1),
  );
  const keys = new Set(sorted.flatMap(({ run }) => Object.values(run.stages)));
  const experiments = unique(sorted.map(({ experiment }) => experiment.id));
  const stages = new Map(
    experiments.flatMap((id) => queries.listStages(id).map((stage) => [stage.key, stage] as const)),
  );
  const chosen = [...stages.values()].filter((stage) => keys.has(stage.key));
  const [first] = sorted;
  if (!first || experiments.length > 1) {
    return {
      joined: joinExperiments(
        sorted,
        chosen.map((stage) => stage.file.stage),
      ),
      stages: chosen,
    };
  }
  const { id, name, notes, createdAtMs, spec } = first.experiment;
  const runs = sorted.map(({ run }) => run);
  const axes = Object.entries(listSpecAxes(spec)).map(([path, values]) => {
    const present = new Set(runs.map((run) => canonicalJson(run.varied[path] ?? null)));
    return [path, values.filter((value) => present.has(canonicalJson(value)))];
  });
  return {
    joined: { experiment: { id, name, notes, createdAtMs }, axes: Object.fromEntries(axes), runs },
    stages: chosen,
  };
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
      return [
        ...name('task', stage.task),
        ...name('harmful (attack)', stage.harmful),
        ...name('safe data (attack)', stage.guide),
      ];
    case 'evaluate': {
      const { safety, utility, benign } = stage.evaluation;
      return [
        ...name('safety test', safety.data),
        ...name('task test', utility?.data),
        ...name('harmless test', benign?.data),
        ...name('harmful (after fine-tuning)', stage.post?.harmful),
      ];
    }
  }
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
