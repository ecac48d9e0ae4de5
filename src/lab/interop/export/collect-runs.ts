import { describeMetric } from '../../report/metric-info.ts';
import { flattenSettings } from '../../../shared/settings/describe.ts';
import type { StageKind } from '../../../shared/spec/stage.ts';
import type { LabQueries } from '../../types.ts';
import { scoresOfRun } from '../../judging/headline.ts';
import type { FoundRun } from '../../report/find-runs.ts';

/** One curve of a run with the time of each point. */
export interface ExportCurve {
  /** Such as "align/f", "attack/gradientNorm" or "evaluate/HS". */
  readonly name: string;
  readonly steps: readonly number[];
  /** Finite; points that are not a number are left out. */
  readonly values: readonly number[];
  readonly atMs: readonly number[];
}

/** A run as other programs want it: flat settings, curves, last scores. */
export interface ExportRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly arm: string;
  readonly status: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Every setting by dotted path; lists and null as JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly curves: readonly ExportCurve[];
  readonly scores: readonly ExportScore[];
  readonly stages: Readonly<Record<StageKind, string>>;
  readonly engineVersions: Readonly<Record<string, string>>;
}

/** A score after the last step of the attack. */
export interface ExportScore {
  readonly metric: string;
  readonly judge: string;
  readonly judgeVersion: string;
  /** Percent. */
  readonly value: number;
  readonly n: number;
  readonly step: number;
}

export type ExportQueries = Pick<LabQueries, 'getCurves' | 'getScores' | 'getStage' | 'listJudges'>;

const trainStages = ['align', 'attack'] as const;

/** Everything that is exported of a run; texts of answers never are. */
export function collectRun(queries: ExportQueries, { run, experiment }: FoundRun): ExportRun {
  const evaluate = queries.getStage(run.stages.evaluate);
  const scores = scoresOfRun(queries, run);
  const lastStep = Math.max(0, ...scores.map((score) => score.step));
  const startedAtMs = run.startedAtMs ?? experiment.createdAtMs;
  const finishedAtMs = run.finishedAtMs ?? startedAtMs;
  return {
    runId: run.runId,
    experimentId: experiment.id,
    experimentName: experiment.name,
    arm: run.arm,
    status: run.status,
    startedAtMs,
    finishedAtMs,
    settings: Object.fromEntries(flattenSettings(run.settings)),
    curves: [
      ...trainStages.flatMap((kind) => readCurves(queries, kind, run.stages[kind], startedAtMs)),
      ...listScoreCurves(scores, evaluate.finishedAtMs ?? finishedAtMs),
    ],
    scores: scores
      .filter((score) => score.step === lastStep)
      .map(({ metric, judge, judgeVersion, value, n, step }) => ({ metric, judge, judgeVersion, value, n, step })),
    stages: run.stages,
    engineVersions: evaluate.versions,
  };
}

/** Curves of a training stage; an alignment that several runs share is in each of them. */
function readCurves(queries: ExportQueries, kind: StageKind, key: string, fallbackMs: number): ExportCurve[] {
  const [stage] = queries.getCurves([key]);
  if (!stage) return [];
  return stage.series.map(({ name, steps, values }) => {
    const points = steps.flatMap((step, index) => {
      const value = values[index];
      return value === null || value === undefined || !Number.isFinite(value) ? [] : [{ step, value }];
    });
    return {
      name: `${kind}/${name}`,
      steps: points.map(({ step }) => step),
      values: points.map(({ value }) => value),
      atMs: points.map(({ step }) => timeOf(step, stage.times, fallbackMs)),
    };
  });
}

/** When a step was written, interpolated between the written ones. */
function timeOf(
  step: number,
  { steps, atMs }: { readonly steps: readonly number[]; readonly atMs: readonly number[] },
  fallbackMs: number,
): number {
  const after = steps.findIndex((known) => known >= step);
  const [high, highMs] = [steps[after], atMs[after]];
  if (high === undefined || highMs === undefined) return atMs.at(-1) ?? fallbackMs;
  const [low, lowMs] = [steps[after - 1], atMs[after - 1]];
  if (low === undefined || lowMs === undefined || high === low) return highMs;
  return Math.round(lowMs + ((highMs - lowMs) * (step - low)) / (high - low));
}

/** Scores over the attack's steps, one curve per metric and judge. */
function listScoreCurves(scores: Readonly<ReturnType<LabQueries['getScores']>>, atMs: number): ExportCurve[] {
  const groups = Map.groupBy(scores, (score) => nameScore(score));
  return [...groups].map(([name, members]) => {
    const sorted = members.toSorted((left, right) => left.step - right.step);
    return {
      name: `evaluate/${name}`,
      steps: sorted.map(({ step }) => step),
      values: sorted.map(({ value }) => value),
      atMs: sorted.map(() => atMs),
    };
  });
}

/** "HS" of the first judge, "HS by moderation" of others; the metric of a judge alone says who it is. */
export function nameScore({ metric, judge }: { readonly metric: string; readonly judge: string }): string {
  return metric === 'HS' || metric === 'HS+' ? `${metric} (${judge})` : metric;
}

/** What a score means and which way is better. */
export function explainScore(score: ExportScore): { readonly help: string; readonly better: 'lower' | 'higher' } {
  const { judge, judgeVersion, metric } = score;
  return describeMetric({ name: metric, judge, judgeVersion }, false);
}
