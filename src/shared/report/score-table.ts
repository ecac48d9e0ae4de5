import { findClearWinner, findDifference, findScore } from './find-scores.ts';
import { formatDifferenceSummary, formatSummary } from './format.ts';
import type { ReportData } from '../views/report.ts';

/** One line of a table of scores: an arm, or an arm's difference to the baseline. */
export interface ScoreRow {
  readonly kind: 'score' | 'difference';
  readonly condition: number;
  readonly step: number;
  readonly arm: number;
  readonly label: string;
  /** Seeds behind the cells; null where the cells differ in it or there are none. */
  readonly n: number | null;
  readonly cells: readonly ScoreCell[];
}

export interface ScoreCell {
  readonly text: string;
  /** Better than every other arm, with intervals that do not touch. */
  readonly isClearWinner: boolean;
}

const emptyCell: ScoreCell = { text: '–', isClearWinner: false };

/** The rows at one condition and step: every arm, then each arm's paired difference; arms without scores are left out. */
export function listScoreRows(
  data: ReportData,
  place: { condition: number; step: number; metrics: readonly number[] },
): ScoreRow[] {
  const { condition, step, metrics } = place;
  const winners = metrics.map((metric) => findClearWinner(data, { condition, step, metric }));
  const scores = data.arms.flatMap((arm, index) => {
    const groups = metrics.map((metric) => findScore(data, index, { condition, step, metric }));
    const cells = groups.map((group, column) => {
      if (!group) return emptyCell;
      return { text: formatSummary(group.summary), isClearWinner: winners[column] === index };
    });
    const counts = groups.map((group) => group?.summary.n);
    return makeRow({ kind: 'score', condition, step, arm: index, label: arm.label, cells }, counts);
  });
  const baseline = data.arms[data.baselineArm ?? 0]?.label ?? '';
  const differences = data.arms.flatMap((arm, index) => {
    const found = metrics.map((metric) => findDifference(data, index, { condition, step, metric }));
    const cells = found.map((it) => (it ? { text: formatDifferenceSummary(it), isClearWinner: false } : emptyCell));
    const counts = found.map((it) => it?.n);
    return makeRow(
      { kind: 'difference', condition, step, arm: index, label: `${arm.label} − ${baseline}`, cells },
      counts,
    );
  });
  return [...scores, ...differences];
}

function makeRow(row: Omit<ScoreRow, 'n'>, counts: readonly (number | undefined)[]): ScoreRow[] {
  const known = new Set(counts.filter((count) => count !== undefined));
  if (known.size === 0) return [];
  const [n = null] = known;
  return [{ ...row, n: known.size === 1 ? n : null }];
}
