import { findDifference, findScore, listHeadlineMetrics, type ScorePlace } from './find-scores.ts';
import { formatDifference, formatInterval, formatNumber } from './format.ts';
import type { ReportData, ScoreDifference, ScoreGroup } from '../views/report.ts';

/** One paragraph in words, no stronger than the numbers: seeds, means with their intervals, and paired differences. */
export function writeSummary(data: ReportData): string {
  const step = data.headlineStep;
  if (step === null) return `Nothing has been evaluated yet. ${describeProgress(data)}`.trim();
  const condition = pickCondition(data);
  const metrics = listHeadlineMetrics(data);
  const last = data.steps.at(-1) ?? step;
  const sentences = [
    ...metrics.map((metric, index) => describeScores(data, { condition, step, metric }, index === 0)),
    // An early headline must not hide what a longer attack does.
    ...metrics
      .slice(0, last === step ? 0 : 1)
      .map((metric) => describeScores(data, { condition, step: last, metric }, true)),
  ];
  return [...sentences, describeSpread(data), describeProgress(data)].filter(Boolean).join(' ');
}

/** The hardest attack says most: the condition with the highest poison ratio, the last of equals. */
export function pickCondition(data: ReportData): number {
  const ratio = (index: number): number => Number(data.conditions[index]?.values['attack.p'] ?? 0);
  return data.conditions.reduce((best, _, index) => (ratio(index) >= ratio(best) ? index : best), 0);
}

/** One metric of every arm; `isFirst` says where and over how many seeds, which the next sentence need not repeat. */
function describeScores(data: ReportData, place: ScorePlace, isFirst: boolean): string {
  const groups = data.arms.flatMap((arm, index) => {
    const group = findScore(data, index, place);
    return group ? [{ label: arm.label, index, group }] : [];
  });
  const [first] = groups;
  if (!first) return '';
  const isEven = groups.every(({ group }) => group.summary.n === first.group.summary.n);
  const parts = groups.map(
    ({ label, group }) => `${describeMean(group, isEven, isFirst && group === first.group)} for ${label}`,
  );
  const over = isEven ? `Over ${countSeeds(first.group.summary.n)}, ` : '';
  const metric = data.metrics[place.metric]?.label ?? '';
  const after = place.step === 0 ? 'before the attack' : `after ${place.step} attack steps`;
  const differences = groups.flatMap(({ label, index }) => {
    const difference = findDifference(data, index, place);
    return difference ? [describeDifference(data, label, difference)] : [];
  });
  const under = data.conditions[place.condition]?.label ?? '';
  const where = isFirst || !isEven ? `${over}${metric} at ${under} ${after}` : metric;
  return `${where} was ${joinWords(parts)}${differences.map((text) => `; ${text}`).join('')}.`;
}

function describeMean({ summary }: ScoreGroup, isEven: boolean, namesInterval: boolean): string {
  const seeds = isEven ? '' : `, ${countSeeds(summary.n)}`;
  if (summary.interval === null) return `${formatNumber(summary.mean)} %${isEven ? '' : ' (one seed)'}`;
  if (summary.sd === 0) return `${formatNumber(summary.mean)} % (the same in every seed${seeds})`;
  return `${formatNumber(summary.mean)} % (${namesInterval ? '95 % t-interval ' : ''}${formatInterval(summary.interval)}${seeds})`;
}

function describeDifference(data: ReportData, label: string, difference: ScoreDifference): string {
  const baseline = data.arms[data.baselineArm ?? 0]?.label ?? '';
  const subject = `the difference ${label} − ${baseline}, paired by seed, is ${formatDifference(difference.mean)} points`;
  const unpaired = difference.unpairedSeeds.length > 0 ? `, over the ${countSeeds(difference.n)} that both have` : '';
  if (difference.interval === null) return `${subject}${unpaired}, from one seed and so without an interval`;
  if (difference.sd === 0) return `${subject}${unpaired} in every seed`;
  const { low, high } = difference.interval;
  const zero = low > 0 || high < 0 ? 'which excludes zero' : 'which includes zero: no difference is shown';
  return `${subject}${unpaired} (${formatInterval(difference.interval)}, ${zero})`;
}

function describeSpread(data: ReportData): string {
  const counts = data.scores.map((group) => group.summary.n);
  return Math.max(...counts) === 1 ? 'One seed says nothing about how far another would differ.' : '';
}

function describeProgress(data: ReportData): string {
  const completed = data.runs.byStatus.completed ?? 0;
  if (completed === data.runs.total) return '';
  return `${completed} of ${data.runs.total} runs are complete; the numbers may change.`;
}

function countSeeds(n: number): string {
  return n === 1 ? 'one seed' : `${n} seeds`;
}

function joinWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
