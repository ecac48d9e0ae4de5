import { findMetric, findScore } from '../../../shared/report/find-scores.ts';
import type { ReportData, ScoreGroup } from '../../../shared/views/report.ts';

/** An arm's fine-tune accuracy and harmful score at one place. */
export interface Tradeoff {
  readonly arm: number;
  readonly utility: ScoreGroup;
  readonly harm: ScoreGroup;
}

/** Every arm that has both scores at a condition and step. */
export function listTradeoffs(data: ReportData, place: { condition: number; step: number }): Tradeoff[] {
  const [hs, fa] = [findMetric(data, 'HS'), findMetric(data, 'FA')];
  if (hs === undefined || fa === undefined) return [];
  return data.arms.flatMap((_, arm) => {
    const harm = findScore(data, arm, { ...place, metric: hs });
    const utility = findScore(data, arm, { ...place, metric: fa });
    return harm && utility ? [{ arm, utility, harm }] : [];
  });
}

/** The arms whose means no other arm beats in one score without losing in the other, by ascending utility. */
export function listPareto(tradeoffs: readonly Tradeoff[]): Tradeoff[] {
  return tradeoffs
    .filter((one) => !tradeoffs.some((other) => dominates(other, one)))
    .toSorted((left, right) => left.utility.summary.mean - right.utility.summary.mean);
}

function dominates(other: Tradeoff, one: Tradeoff): boolean {
  const gain = other.utility.summary.mean - one.utility.summary.mean;
  const relief = one.harm.summary.mean - other.harm.summary.mean;
  return gain >= 0 && relief >= 0 && (gain > 0 || relief > 0);
}

export interface UtilityGuard {
  /** The least mean FA that passes, in percent. */
  readonly least: number;
  /** The arm from which the loss is measured; the best where there is no baseline. */
  readonly from: number;
  readonly isBaseline: boolean;
  readonly keeps: readonly number[];
  readonly breaks: readonly number[];
  /** Their interval crosses the line: these seeds do not settle it. */
  readonly unclear: readonly number[];
}

/** Sorts arms by whether they lose more than `limit` points of FA; null without any. */
export function guardUtility(
  tradeoffs: readonly Tradeoff[],
  baselineArm: number | null,
  limit: number,
): UtilityGuard | null {
  const baseline = tradeoffs.find(({ arm }) => arm === baselineArm);
  const reference =
    baseline ?? tradeoffs.toSorted((left, right) => right.utility.summary.mean - left.utility.summary.mean)[0];
  if (!reference) return null;
  const least = reference.utility.summary.mean - limit;
  const sorted = Map.groupBy(tradeoffs, ({ arm, utility: { summary } }) => {
    // The reference is where it is by definition.
    if (arm === reference.arm) return 'keeps';
    const { mean, interval } = summary;
    if (interval && interval.low < least && interval.high >= least) return 'unclear';
    return mean >= least ? 'keeps' : 'breaks';
  });
  const list = (kind: 'keeps' | 'breaks' | 'unclear') => (sorted.get(kind) ?? []).map(({ arm }) => arm);
  return {
    least,
    from: reference.arm,
    isBaseline: baseline !== undefined,
    keeps: list('keeps'),
    breaks: list('breaks'),
    unclear: list('unclear'),
  };
}
