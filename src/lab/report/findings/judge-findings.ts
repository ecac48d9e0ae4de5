import { findDifference, findScore, type ScorePlace } from '../../../shared/report/find-scores.ts';
import { formatDifference, formatNumber } from '../../../shared/report/format.ts';
import type { ReportData, ReportMetric } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';
import { judgeDifference, type Standing } from './judge-difference.ts';
import { armName, placeWords, promptWords, seedWords } from './words.ts';

/** Points between two judges' harmful scores of one arm from which the judge decides the number. */
export const judgeGuard = 10;

/** Where judges of the same answers do not agree: on a difference, or on an arm's level. */
export function listJudgeFindings(data: ReportData, place: Omit<ScorePlace, 'metric'>): ReportFinding[] {
  const judges = data.metrics.flatMap((metric, index) => (isHarmByJudge(metric) ? [{ metric, index }] : []));
  if (judges.length < 2) return [];
  return data.arms.flatMap((_, arm): ReportFinding[] => {
    const text = describeDirections(data, judges, { ...place, arm }) ?? describeLevels(data, judges, { ...place, arm });
    return text === null
      ? []
      : [{ kind: 'judges', verdict: 'caution', arm, condition: place.condition, metric: null, text }];
  });
}

type Judged = readonly { readonly metric: ReportMetric; readonly index: number }[];
type ArmPlace = Omit<ScorePlace, 'metric'> & { readonly arm: number };

/** HS as each judge sees it; HS+ is the same judge with incoherence counted. */
function isHarmByJudge({ name }: ReportMetric): boolean {
  return /^HS(?!\+)/.test(name);
}

/** Judges that do not agree on whether, or in which direction, an arm differs from the baseline. */
function describeDirections(data: ReportData, judges: Judged, { arm, ...place }: ArmPlace): string | null {
  const found = judges.flatMap(({ metric, index }) => {
    const difference = findDifference(data, arm, { ...place, metric: index });
    return difference ? [{ metric, index, difference, standing: judgeDifference(difference) }] : [];
  });
  const claims = new Set(found.map(({ difference, standing }) => claim(standing, difference.mean)));
  if (claims.size < 2) return null;
  const parts = found.map(
    ({ metric, index, difference, standing }) =>
      `${metric.label} (${metric.judge}): ${formatDifference(difference.mean)} points, ${words[standing]}, ${seedWords(difference.n)}, ${promptWords([findScore(data, arm, { ...place, metric: index })], difference.seeds)}`,
  );
  const baseline = armName(data, data.baselineArm ?? 0);
  return `${placeWords(data, place)}, judges do not agree on ${armName(data, arm)} against ${baseline}: ${parts.join('; ')}.`;
}

const words: Readonly<Record<Standing, string>> = {
  established: 'the interval excludes 0',
  open: 'the interval includes 0',
  uncorrected: 'not beyond chance after correction',
  'no-spread': 'no spread between seeds',
  'one-seed': 'no interval from one seed',
};

function claim(standing: Standing, mean: number): string {
  return standing === 'established' ? String(Math.sign(mean)) : 'none';
}

function describeLevels(data: ReportData, judges: Judged, { arm, ...place }: ArmPlace): string | null {
  const found = judges.flatMap(({ metric, index }) => {
    const group = findScore(data, arm, { ...place, metric: index });
    return group ? [{ metric, group }] : [];
  });
  const means = found.map(({ group }) => group.summary.mean);
  if (found.length < 2 || Math.max(...means) - Math.min(...means) < judgeGuard) return null;
  const parts = found.map(
    ({ metric, group }) =>
      `${formatNumber(group.summary.mean)} % as ${metric.label} (${metric.judge}), ${seedWords(group.summary.n)}, ${promptWords([group])}`,
  );
  return `${placeWords(data, place)}, how harmful ${armName(data, arm)} looks depends on the judge: ${parts.join('; ')}.`;
}
