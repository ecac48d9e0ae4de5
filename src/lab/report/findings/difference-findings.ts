import { findDifference, findScore, type ScorePlace } from '../../../shared/report/find-scores.ts';
import { formatDifference, formatSummary } from '../../../shared/report/format.ts';
import type { ReportData, ScoreDifference } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';
import { isBetter, judgeDifference } from './judge-difference.ts';
import {
  armName,
  intervalWords,
  metricName,
  placeWords,
  pointWords,
  probabilityWords,
  promptWords,
  seedWords,
} from './words.ts';

/** Every arm's difference to the baseline in one metric at one place, in words; its scores where there is nothing to compare with. */
export function listDifferenceFindings(data: ReportData, place: ScorePlace): ReportFinding[] {
  const { baselineArm } = data;
  return data.arms.flatMap((_, arm): ReportFinding[] => {
    if (arm === baselineArm) return [];
    const difference = findDifference(data, arm, place);
    const about = { arm, condition: place.condition, metric: place.metric };
    if (difference) {
      const standing = judgeDifference(difference);
      const metric = data.metrics[place.metric];
      const verdict = standing !== 'established' ? 'open' : isBetter(difference, metric) ? 'better' : 'worse';
      return [{ kind: 'difference', verdict, ...about, text: describeDifference(data, difference) }];
    }
    return baselineArm === null ? describeScore(data, place, arm) : [];
  });
}

function describeDifference(data: ReportData, difference: ScoreDifference): string {
  const { arm, metric, mean, interval, seeds, pHolm, comparisons } = difference;
  const baselineArm = data.baselineArm ?? 0;
  const [name, baseline, score] = [armName(data, arm), armName(data, baselineArm), metricName(data, metric)];
  const where = placeWords(data, difference);
  const groups = [arm, baselineArm].map((it) => findScore(data, it, difference));
  const basis = `paired over ${seedWords(difference.n)}, ${promptWords(groups, seeds)}`;
  const correction =
    pHolm === null ? '' : `; ${probabilityWords(pHolm)} after Holm’s correction for ${countWords(comparisons)}`;
  switch (judgeDifference(difference)) {
    case 'one-seed':
      return `${where}, ${score} of ${name} and ${baseline} differ by ${formatDifference(mean)} points in the one seed that both have (${promptWords(groups, seeds)}); with 1 seed no interval can be given.`;
    case 'no-spread':
      return `${where}, ${score} of ${name} and ${baseline} differ by ${formatDifference(mean)} points in each of ${seedWords(difference.n)} (${promptWords(groups, seeds)}); equal differences show no spread, so no interval can be given.`;
    case 'open':
      return `${where}, no difference in ${score} between ${name} and ${baseline} can be seen: ${formatDifference(mean)} points, and the ${interval ? intervalWords(interval) : ''} includes 0 (${basis}${correction}).`;
    case 'uncorrected':
      return `${where}, ${score} of ${name} and ${baseline} differ by ${formatDifference(mean)} points (${interval ? intervalWords(interval) : ''}, ${basis}), but among ${countWords(comparisons)} this can be chance: ${pHolm === null ? '' : probabilityWords(pHolm)} after Holm’s correction.`;
    case 'established': {
      const word = mean < 0 ? 'lower' : 'higher';
      return `${where}, ${score} of ${name} is ${word} than that of ${baseline} by ${pointWords(mean)} (${interval ? intervalWords(interval) : ''}, ${basis}${correction}).`;
    }
  }
}

function describeScore(data: ReportData, place: ScorePlace, arm: number): ReportFinding[] {
  const group = findScore(data, arm, place);
  if (!group) return [];
  const { summary } = group;
  const interval = summary.interval === null ? 'no interval can be given' : 'half of the 95 % t interval after ±';
  const basis = `${seedWords(summary.n)}, ${promptWords([group])}; ${summary.sd === 0 ? 'equal seeds show no spread' : interval}`;
  const text = `${placeWords(data, place)}, ${metricName(data, place.metric)} of ${armName(data, arm)} is ${formatSummary(summary)} % (${basis}).`;
  return [{ kind: 'score', verdict: 'note', arm, condition: place.condition, metric: place.metric, text }];
}

function countWords(count: number): string {
  return count === 1 ? '1 comparison' : `${count} comparisons`;
}
