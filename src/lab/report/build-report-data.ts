import { getMethod } from '../../shared/methods/index.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { flattenSettings, sortPaths } from '../../shared/settings/describe.ts';
import type { ExternalResult } from '../../shared/external/external-result.ts';
import { type ChosenRecipe, measureFidelity } from '../recipes/measure-fidelity.ts';
import { seedPath } from '../statistics/group-runs.ts';
import { buildCurves } from './build-curves.ts';
import { buildSamples } from './build-samples.ts';
import { buildDifferences, buildScores, listMetrics } from './build-scores.ts';
import { comparePrompts } from './compare-prompts.ts';
import { absent, compareSettings } from './compare-settings.ts';
import { findCondition, listAxes, listConditions } from './conditions.ts';
import { countFlips } from './count-flips.ts';
import {
  type ReportArm,
  type ReportCondition,
  type ReportData,
  type ReportMeasure,
  type ReportRuns,
  reportDataVersion,
} from '../../shared/views/report.ts';
import { listFindings } from './findings/list-findings.ts';
import { buildVerdicts } from './build-verdicts.ts';
import { scoreCategories } from './score-categories.ts';
import { listWarnings } from './list-warnings.ts';
import type { ReportSource } from './report-source.ts';

export interface ReportOptions {
  readonly writtenAtMs: number;
  /** Label of the arm that the others are compared with; by default the first that aligns with plain SFT. */
  readonly baseline?: string;
  /** Attack step of the headline table; by default the last that was evaluated. */
  readonly headlineStep?: number;
  /** Prompts per test set whose answers are shown; 0 leaves sample answers out. */
  readonly samplesPerSet?: number;
  /** False leaves losses and diagnostics out. */
  readonly hasCurves?: boolean;
  /** How judges agree; unless told otherwise it is there where sample answers are, for every answer's verdicts are read for it. */
  readonly hasJudging?: boolean;
  /** True keeps what was said of every single answer. */
  readonly hasVerdicts?: boolean;
  /** What the numbers can and cannot show, for experiments in the sample project's world. */
  readonly limits?: string | null;
  /** What the arms are held against; absent is nothing. */
  readonly recipe?: ChosenRecipe;
  /** Numbers of others to show beside these; absent is none. */
  readonly externalResults?: readonly ExternalResult[];
}

const defaultSamplesPerSet = 6;
const curvePointLimit = 400;

/** Builds the data of a report. Throws AppError `report/unknown-arm` or `report/unknown-step` for a wish that does not exist. */
export function buildReportData(source: ReportSource, options: ReportOptions): ReportData {
  const arms = listArms(source);
  const conditions = listConditions(source);
  const metrics = listMetrics(source);
  const scores = buildScores(source, { arms, conditions, metrics });
  const steps = [...new Set(scores.map((group) => group.step))].sort((left, right) => left - right);
  const headlineStep = pickHeadlineStep(steps, options.headlineStep);
  const baselineArm = pickBaselineArm(arms, options.baseline);
  const differences = buildDifferences(scores, baselineArm);
  const settings = compareSettings(source, arms);
  const lists = { arms, conditions, metrics, baselineArm };
  const compared = comparePrompts(source, lists, headlineStep);
  const judges = new Map(
    metrics.map(({ judge, judgeVersion }) => [`${judge} ${judgeVersion}`, { name: judge, version: judgeVersion }]),
  );
  const data: ReportData = {
    version: reportDataVersion,
    writtenAtMs: options.writtenAtMs,
    experiment: { ...source.experiment, limits: options.limits ?? null },
    provenance: { ...source.provenance, judges: [...judges.values()] },
    runs: countRuns(source, arms, conditions),
    arms,
    baselineArm,
    axes: listAxes(source),
    seeds: [...new Set(source.runs.map((run) => run.settings.seed))].sort((left, right) => left - right),
    conditions,
    steps,
    headlineStep,
    metrics,
    scores,
    differences,
    promptComparisons: compared.comparisons,
    flips: countFlips(source, lists, headlineStep),
    categories: scoreCategories(source, lists, headlineStep),
    fidelity: options.recipe ? measureFidelity(source.runs, arms, options.recipe) : null,
    externalResults: options.externalResults ?? [],
    measures: listMeasures(source),
    curves: options.hasCurves === false ? [] : buildCurves(source, arms, curvePointLimit),
    settings,
    samples: buildSamples(
      source,
      { arms, conditions },
      { step: headlineStep, perSet: options.samplesPerSet ?? defaultSamplesPerSet },
    ),
    ...viewJudging(source, headlineStep, options),
    warnings: listWarnings(source, { ...lists, scores, differences, settings }, compared.unlikeArms),
    verdicts: options.hasVerdicts ? buildVerdicts(source, steps) : [],
    findings: [],
  };
  return { ...data, findings: listFindings(data) };
}

function viewJudging(source: ReportSource, step: number | null, options: ReportOptions): Pick<ReportData, 'judging'> {
  const isWanted = options.hasJudging ?? options.samplesPerSet !== 0;
  const view = step === null || !isWanted ? undefined : source.viewJudges?.(step);
  return view && view.judges.length > 1 ? { judging: view } : {};
}

function listArms(source: ReportSource): ReportArm[] {
  return [...new Set(source.runs.map((run) => run.arm))].map((label) => {
    const runs = source.runs.filter((run) => run.arm === label);
    const methods = [...new Set(runs.map((run) => run.settings.alignment.method.name))];
    const labels = methods.map((method) => getMethod(method).label);
    return { label, method: methods.join(' / '), methodLabel: labels.join(' / ') };
  });
}

function pickBaselineArm(arms: readonly ReportArm[], wish: string | undefined): number | null {
  const index = arms.findIndex((arm) => (wish === undefined ? arm.method === 'sft' : arm.label === wish));
  if (wish !== undefined && index < 0) {
    const known = arms.map((arm) => `"${arm.label}"`).join(', ');
    throw new AppError(
      'report/unknown-arm',
      `The report's baseline must be an arm of the experiment (${known}), found "${wish}".`,
    );
  }
  return index < 0 || arms.length < 2 ? null : index;
}

function pickHeadlineStep(steps: readonly number[], wish: number | undefined): number | null {
  if (wish === undefined) return steps.at(-1) ?? null;
  if (!steps.includes(wish)) {
    const known = steps.length > 0 ? steps.join(', ') : 'none yet';
    throw new AppError(
      'report/unknown-step',
      `The report's headline step must be an evaluated attack step (${known}), found ${wish}.`,
    );
  }
  return wish;
}

function countRuns(
  source: ReportSource,
  arms: readonly ReportArm[],
  conditions: readonly ReportCondition[],
): ReportRuns {
  const byStatus: ReportRuns['byStatus'] = {};
  const counts = source.runs.reduce((sum, run) => ({ ...sum, [run.status]: (sum[run.status] ?? 0) + 1 }), byStatus);
  const flattened = source.runs.map((run) => flattenSettings(run.settings));
  const varying = listVaryingPaths(flattened);
  const members = source.runs.map(({ runId, experimentId, arm, varied, settings, status, stages }, index) => ({
    runId,
    experimentId,
    arm: arms.findIndex((it) => it.label === arm),
    condition: findCondition(conditions, varied),
    seed: settings.seed,
    status,
    stages,
    varying: pick(flattened[index], varying),
    measures: Object.fromEntries(source.listMeasures(stages).map(({ name, value }) => [name, value])),
  }));
  return { total: source.runs.length, byStatus: counts, members };
}

/** The settings in which runs differ, or which some lack; the seed stands by itself. */
function listVaryingPaths(flattened: readonly ReadonlyMap<string, unknown>[]): string[] {
  const texts = new Map<string, Set<string>>();
  for (const path of new Set(flattened.flatMap((flat) => [...flat.keys()]))) {
    texts.set(path, new Set(flattened.map((flat) => (flat.has(path) ? canonicalJson(flat.get(path)) : absent))));
  }
  return sortPaths(new Set(texts.keys())).filter((path) => path !== seedPath && (texts.get(path)?.size ?? 0) > 1);
}

function pick(flat: ReadonlyMap<string, unknown> | undefined, paths: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(paths.flatMap((path) => (flat?.has(path) ? [[path, flat.get(path)]] : [])));
}

/** Everything that any run measured beside scores, in order of appearance. */
function listMeasures(source: ReportSource): ReportMeasure[] {
  const found = source.runs.flatMap((run) => source.listMeasures(run.stages));
  return [...new Map(found.map(({ name, label, unit }) => [name, { name, label, unit }])).values()];
}
