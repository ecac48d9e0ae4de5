import { getMethod } from '../../../shared/methods/index.ts';
import type { StageCurves } from '../../../shared/contract/stages.ts';
import type { ReportData, ReportRun } from '../../../shared/views/report.ts';
import type { RunStyle } from '../../charts/run-style.ts';
import type { LineSeries } from '../../charts/series.ts';
import { pickStyle } from './arm-styles.ts';
import { armId } from './comparison-view.tsx';

export type TrainingStage = 'align' | 'attack';

/** The runs whose curves are drawn: every stage once, of the shown conditions where the stage depends on it. */
export function listCurveRuns(
  data: ReportData,
  choice: {
    readonly stage: TrainingStage;
    readonly conditions: readonly number[];
    readonly hiddenArms: ReadonlySet<number>;
  },
): ReportRun[] {
  const runs = new Map<string, ReportRun>();
  for (const run of data.runs.members) {
    if (choice.hiddenArms.has(run.arm) || !choice.conditions.includes(run.condition)) continue;
    const key = run.stages[choice.stage];
    if (!runs.has(key)) runs.set(key, run);
  }
  return [...runs.values()];
}

/** The names of curves that any stage has: those that the methods declare first, in their order. */
export function listCurveNames(data: ReportData, curves: readonly StageCurves[]): { name: string; label: string }[] {
  const names = [...new Set(curves.flatMap((stage) => stage.series.map((series) => series.name)))];
  const methods = [...new Set(data.arms.flatMap((arm) => arm.method.split(' / ')))];
  const labels = new Map(methods.flatMap((method) => Object.entries(getMethod(method).diagnostics)));
  const declared = [...labels.keys()];
  const rank = (name: string): number => (labels.has(name) ? declared.indexOf(name) : declared.length);
  return names
    .toSorted((left, right) => rank(left) - rank(right))
    .map((name) => ({ name, label: labels.get(name) ?? name }));
}

/** A line per run; ids begin with the arm's. */
export function buildCurveLines(
  data: ReportData,
  curves: readonly StageCurves[],
  choice: {
    readonly name: string;
    readonly stage: TrainingStage;
    readonly runs: readonly ReportRun[];
    readonly styles: readonly RunStyle[];
    readonly describe: (arm: string, run: ReportRun) => string;
  },
): LineSeries[] {
  const byKey = new Map(curves.map((stage) => [stage.key, stage]));
  return choice.runs.flatMap((run): LineSeries[] => {
    const series = byKey.get(run.stages[choice.stage])?.series.find((it) => it.name === choice.name);
    const style = pickStyle(data, choice.styles, run);
    if (!series || !style) return [];
    return [
      {
        id: `${armId(run.arm)}/${run.runId}`,
        label: choice.describe(data.arms[run.arm]?.label ?? '', run),
        style,
        xs: series.steps,
        ys: series.values,
      },
    ];
  });
}
