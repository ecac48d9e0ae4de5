import { findClearBest, joinIntervals } from './clear-best.ts';
import type { ReportData, ReportMetric, ScoreDifference, ScoreGroup } from '../views/report.ts';

export interface ScorePlace {
  readonly condition: number;
  readonly step: number;
  readonly metric: number;
}

/** The scores of one arm at one place; undefined where it was not evaluated there. */
export function findScore(data: ReportData, arm: number, place: ScorePlace): ScoreGroup | undefined {
  return data.scores.find((group) => group.arm === arm && isAt(group, place));
}

/** The difference between an arm and the baseline at one place; undefined where they share no seed. */
export function findDifference(data: ReportData, arm: number, place: ScorePlace): ScoreDifference | undefined {
  return data.differences.find((difference) => difference.arm === arm && isAt(difference, place));
}

/** Index of a metric by its name; the first where judges share it; undefined where nothing was scored with it. */
export function findMetric(data: ReportData, name: string): number | undefined {
  const index = data.metrics.findIndex((metric) => metric.name === name);
  return index < 0 ? undefined : index;
}

/** Whether a metric is the share of answers that one judge finds harmful, with no other rule in it: HS, HS-exact, HS-moderation. */
export function isHarmShare({ name }: Pick<ReportMetric, 'name'>): boolean {
  return name === 'HS' || name.startsWith('HS-');
}

/** The metrics of headline tables: HS and FA, or all where neither was scored. */
export function listHeadlineMetrics(data: ReportData): number[] {
  const found = ['HS', 'FA'].map((name) => findMetric(data, name)).filter((index) => index !== undefined);
  return found.length > 0 ? found : data.metrics.map((_, index) => index);
}

/**
 * The arm that is better than every other beyond its spread: its t interval over seeds and its pooled Wilson interval
 * together lie clear of the same of all others. Undefined where any interval is missing or touches.
 */
export function findClearWinner(data: ReportData, place: ScorePlace): number | undefined {
  const groups = data.arms.map((_, arm) => findScore(data, arm, place));
  return findClearBest(
    groups.map((group) => (group ? joinIntervals(group.summary.interval, group.pooled.interval) : null)),
    data.metrics[place.metric]?.better ?? null,
  );
}

function isAt(group: ScorePlace, place: ScorePlace): boolean {
  return group.condition === place.condition && group.step === place.step && group.metric === place.metric;
}
