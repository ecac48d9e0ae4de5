import { findMetric, findScore } from './find-scores.ts';
import type { ReportData, ScoreGroup } from '../views/report.ts';
import { listSiblings } from './conditions.ts';

/** An arm's fine-tune accuracy and harmful score at one place. */
export interface Tradeoff {
  readonly arm: number;
  readonly condition: number;
  readonly utility: ScoreGroup;
  readonly harm: ScoreGroup;
}

/** Every arm that has both scores at a step, under each of some conditions. */
export function listTradeoffs(
  data: ReportData,
  place: { readonly conditions: readonly number[]; readonly step: number },
): Tradeoff[] {
  const [hs, fa] = [findMetric(data, 'HS'), findMetric(data, 'FA')];
  if (hs === undefined || fa === undefined) return [];
  return place.conditions.flatMap((condition) =>
    data.arms.flatMap((_, arm) => {
      const harm = findScore(data, arm, { condition, step: place.step, metric: hs });
      const utility = findScore(data, arm, { condition, step: place.step, metric: fa });
      return harm && utility ? [{ arm, condition, harm, utility }] : [];
    }),
  );
}

/** The conditions that one picture may show: of a single arm all its own variants, which are what is compared there. */
export function listComparedConditions(data: ReportData, condition: number): number[] {
  if (data.arms.length > 1) return [condition];
  const own = data.axes.map((axis) => axis.path).filter((path) => path.startsWith('alignment.'));
  return listSiblings(data, condition, own);
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
  /** From which the loss is measured; the best where there is no baseline. */
  readonly from: Tradeoff;
  readonly isBaseline: boolean;
  readonly keeps: readonly Tradeoff[];
  readonly breaks: readonly Tradeoff[];
  /** Their interval crosses the line: these seeds do not settle it. */
  readonly unclear: readonly Tradeoff[];
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
  const sorted = Map.groupBy(tradeoffs, (tradeoff) => {
    // The reference is where it is by definition.
    if (tradeoff === reference) return 'keeps';
    const { mean, interval } = tradeoff.utility.summary;
    if (interval && interval.low < least && interval.high >= least) return 'unclear';
    return mean >= least ? 'keeps' : 'breaks';
  });
  return {
    least,
    from: reference,
    isBaseline: baseline !== undefined,
    keeps: sorted.get('keeps') ?? [],
    breaks: sorted.get('breaks') ?? [],
    unclear: sorted.get('unclear') ?? [],
  };
}
