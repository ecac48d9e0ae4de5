import { groupRuns } from '../statistics/group-runs.ts';
import { correctHolm } from '../statistics/holm.ts';
import { computePairedDifference } from '../statistics/paired-difference.ts';
import { summarise } from '../statistics/student-t.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import { findCondition } from './conditions.ts';
import { compareMetrics, describeMetric } from './metric-info.ts';
import type {
  ReportArm,
  ReportCondition,
  ReportMetric,
  ScoreDifference,
  ScoreGroup,
  SeedScore,
} from '../../shared/views/report.ts';
import type { ReportSource, SourceScore } from './report-source.ts';

/** The metrics that occur in an experiment's scores; a judge in two versions counts as two. */
export function listMetrics(source: ReportSource): ReportMetric[] {
  const found = new Map<string, SourceScore>();
  for (const run of source.runs) {
    for (const score of source.listScores(run.stages.evaluate, run)) found.set(identify(score), score);
  }
  const scores = [...found.values()];
  return scores
    .map(({ metric, judge, judgeVersion }) => {
      const isAmbiguous = scores.filter((other) => other.metric === metric).length > 1;
      return describeMetric({ name: metric, judge, judgeVersion }, isAmbiguous);
    })
    .sort(compareMetrics);
}

/** Scores grouped by arm, condition, step and metric, over seeds. */
export function buildScores(
  source: ReportSource,
  lists: { arms: readonly ReportArm[]; conditions: readonly ReportCondition[]; metrics: readonly ReportMetric[] },
): ScoreGroup[] {
  const metricIndexes = new Map(
    lists.metrics.map((metric, index) => [identify({ ...metric, metric: metric.name }), index]),
  );
  return groupRuns(source.runs).flatMap((group) => {
    const arm = lists.arms.findIndex((candidate) => candidate.label === group.arm);
    const condition = findCondition(lists.conditions, group.varied);
    const cells = new Map<string, { step: number; metric: number; perSeed: SeedScore[] }>();
    for (const run of group.runs) {
      for (const score of source.listScores(run.stages.evaluate, run)) {
        const metric = metricIndexes.get(identify(score)) ?? -1;
        const key = `${score.step}/${metric}`;
        const cell = cells.get(key) ?? { step: score.step, metric, perSeed: [] };
        cells.set(key, cell);
        const { value, successes, n } = score;
        cell.perSeed.push({ seed: run.settings.seed, runId: run.runId, value, successes, n });
      }
    }
    return [...cells.values()]
      .sort((left, right) => left.step - right.step || left.metric - right.metric)
      .map((cell) => ({ arm, condition, ...cell, ...summariseSeeds(cell.perSeed) }));
  });
}

function summariseSeeds(perSeed: readonly SeedScore[]): Pick<ScoreGroup, 'summary' | 'pooled'> {
  const successes = perSeed.reduce((total, score) => total + score.successes, 0);
  const n = perSeed.reduce((total, score) => total + score.n, 0);
  return {
    summary: summarise(perSeed.map((score) => score.value)),
    pooled: { successes, n, interval: computeWilsonInterval(successes, n) },
  };
}

/** Every other arm against the baseline arm, paired by seed, wherever both have scores of a shared seed. */
export function buildDifferences(scores: readonly ScoreGroup[], baselineArm: number | null): ScoreDifference[] {
  if (baselineArm === null) return [];
  const baseline = scores.filter((group) => group.arm === baselineArm);
  const found = scores
    .filter((group) => group.arm !== baselineArm)
    .flatMap((group) => {
      const { arm, condition, step, metric } = group;
      const other = baseline.find((it) => it.condition === condition && it.step === step && it.metric === metric);
      const difference = other ? computePairedDifference(other.perSeed, group.perSeed) : null;
      return difference ? [{ arm, condition, step, metric, ...difference }] : [];
    });
  return correctFamilies(found);
}

/** Corrects p within each family: the differences of one metric at one step, over arms and conditions. */
function correctFamilies(found: readonly Omit<ScoreDifference, 'pHolm' | 'comparisons'>[]): ScoreDifference[] {
  const families = Map.groupBy(
    found.filter((it) => it.p !== null),
    ({ step, metric }) => `${step}/${metric}`,
  );
  const corrected = new Map<object, { pHolm: number; comparisons: number }>();
  for (const family of families.values()) {
    const pValues = correctHolm(family.map(({ p }) => p ?? 1));
    family.forEach((it, index) => corrected.set(it, { pHolm: pValues[index] ?? 1, comparisons: family.length }));
  }
  return found.map((it) => ({ ...it, ...(corrected.get(it) ?? { pHolm: null, comparisons: 0 }) }));
}

function identify(score: Pick<SourceScore, 'metric' | 'judge' | 'judgeVersion'>): string {
  return JSON.stringify([score.metric, score.judge, score.judgeVersion]);
}
