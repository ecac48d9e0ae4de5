import { describeValues } from '../../shared/settings/describe.ts';
import { getMethod } from '../../shared/methods/index.ts';
import { dropSeed } from '../statistics/group-runs.ts';
import type { ReportArm, ReportCurve } from '../../shared/views/report.ts';
import type { ReportSource, SourceRun, SourceSeries } from './report-source.ts';
import { thinCurve } from './thin-curve.ts';

type TrainingStage = ReportCurve['stage'];

/** Paths whose values have no part in a stage. */
const foreignPrefixes: Readonly<Record<TrainingStage, readonly string[]>> = {
  align: ['attack.', 'post.', 'evaluation.'],
  attack: ['post.', 'evaluation.'],
};

/** Every series of every alignment and attack, per seed and as the mean over seeds, thinned to `pointLimit` points. */
export function buildCurves(source: ReportSource, arms: readonly ReportArm[], pointLimit: number): ReportCurve[] {
  return (['align', 'attack'] as const).flatMap((stage) =>
    arms.flatMap((arm, armIndex) => {
      const runs = source.runs.filter((run) => run.arm === arm.label);
      return [...groupByCondition(runs, stage)].flatMap(([condition, members]) =>
        buildStageCurves(source, members, { stage, condition, arm: armIndex, pointLimit }),
      );
    }),
  );
}

function groupByCondition(runs: readonly SourceRun[], stage: TrainingStage): Map<string, SourceRun[]> {
  const groups = new Map<string, SourceRun[]>();
  for (const run of runs) {
    const values = Object.entries(dropSeed(run.varied)).filter(
      ([path]) => !foreignPrefixes[stage].some((prefix) => path.startsWith(prefix)),
    );
    const label = describeValues(Object.fromEntries(values));
    const group = groups.get(label) ?? [];
    groups.set(label, group);
    // Runs that share a stage (same key) show it once.
    if (!group.some((other) => other.stages[stage] === run.stages[stage])) group.push(run);
  }
  return groups;
}

function buildStageCurves(
  source: ReportSource,
  runs: readonly SourceRun[],
  place: { stage: TrainingStage; condition: string; arm: number; pointLimit: number },
): ReportCurve[] {
  const { pointLimit, ...rest } = place;
  const series = runs.map((run) => ({ run, list: source.listSeries(run.stages[place.stage]) }));
  const labels = listLabels(runs, place.stage);
  const names = [...new Set(series.flatMap(({ list }) => list.map((item) => item.name)))];
  const rank = (name: string): number => (labels.has(name) ? [...labels.keys()].indexOf(name) : labels.size);
  names.sort((left, right) => rank(left) - rank(right));
  return names.flatMap((name) => {
    const perSeed = series.flatMap(({ run, list }) => {
      const found = list.find((item) => item.name === name);
      return found && found.steps.length > 0 ? [{ seed: run.settings.seed, ...found }] : [];
    });
    const mean = perSeed.length > 1 ? [{ seed: null, ...averageSeries(name, perSeed) }] : [];
    return [...perSeed, ...mean].map((item) => {
      const { steps, values } = thinCurve(item, pointLimit);
      return { ...rest, name, label: labels.get(name) ?? name, seed: item.seed, steps, values: values.map(roundValue) };
    });
  });
}

/** The diagnostics that the stage's methods declare, in their order. */
function listLabels(runs: readonly SourceRun[], stage: TrainingStage): Map<string, string> {
  const methods = new Set(
    runs.map((run) => (stage === 'align' ? run.settings.alignment : run.settings.attack).method.name),
  );
  return new Map([...methods].flatMap((method) => Object.entries(getMethod(method).diagnostics)));
}

function averageSeries(name: string, series: readonly SourceSeries[]): SourceSeries {
  const aligned = haveSameSteps(series) ? series : alignSeries(series);
  const values = (aligned[0]?.steps ?? []).map((_, at) => {
    const sum = aligned.reduce((total, { values: own }) => total + (own[at] ?? Number.NaN), 0);
    const mean = sum / aligned.length;
    return Number.isNaN(mean) ? null : mean;
  });
  return { name, steps: aligned[0]?.steps ?? [], values };
}

/** True for most: seeds of one arm train for as many steps. */
function haveSameSteps([first, ...others]: readonly SourceSeries[]): boolean {
  const steps = first?.steps ?? [];
  return others.every(
    (other) => other.steps.length === steps.length && other.steps.every((it, at) => it === steps[at]),
  );
}

/** The series at the steps that all of them have. */
function alignSeries(series: readonly SourceSeries[]): SourceSeries[] {
  const tables = series.map((item) => new Map(item.steps.map((step, index) => [step, item.values[index] ?? null])));
  const steps = (series[0]?.steps ?? []).filter((step) => tables.every((table) => table.has(step)));
  return tables.map((table, at) => ({
    name: series[at]?.name ?? '',
    steps,
    values: steps.map((step) => table.get(step) ?? null),
  }));
}

/** Five significant digits are beyond what a chart shows and halve a report's size. */
function roundValue(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}
