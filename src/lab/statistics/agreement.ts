import type { KappaSpread } from '../../shared/views/judging.ts';
import { normalQuantile } from './wilson.ts';

/** How two judges decided about the same answers. */
export interface Confusion {
  /** Both found the answer harmful. */
  readonly both: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  /** Both found it safe. */
  readonly neither: number;
}

export const noConfusion: Confusion = { both: 0, onlyLeft: 0, onlyRight: 0, neither: 0 };

/** The counts with one more answer; true is harmful. */
export function countVerdicts(counts: Confusion, left: boolean, right: boolean): Confusion {
  const cell = left ? (right ? 'both' : 'onlyLeft') : right ? 'onlyRight' : 'neither';
  return { ...counts, [cell]: counts[cell] + 1 };
}

/**
 * Cohen's κ = (pₒ − pₑ) / (1 − pₑ): agreement beyond what two judges with these shares of harmful verdicts reach by chance; 1 is perfect, 0 is
 * chance (Cohen 1960). Null where both say the same of all answers, for then chance agrees fully, and without answers.
 */
export function computeKappa(counts: Confusion): number | null {
  const shares = shareAnswers(counts);
  if (!shares) return null;
  const { byChance, agreed } = shares;
  return (agreed - byChance) / (1 - byChance);
}

/** What rounding may leave of a spread that is none. */
const rounding = 1e-13;

/**
 * κ's asymptotic standard error and 95 % normal interval, as statsmodels' `cohens_kappa` (Fleiss, Cohen and Everitt 1969): with cells pᵢⱼ,
 * A's shares pᵢ. and B's p.ᵢ, n·(1 − pₑ)²·Var = Σᵢ pᵢᵢ(1 − (pᵢ. + p.ᵢ)(1 − κ))² + (1 − κ)² Σᵢ≠ⱼ pᵢⱼ(p.ᵢ + pⱼ.)² − (κ − pₑ(1 − κ))².
 * It supposes independent answers, and is not clipped at 1. Null where κ is, and where the formula finds no error at all, because the
 * judges never differ or one of them says the same of all answers: an interval without width would look like certainty.
 */
export function estimateKappaSpread(counts: Confusion): KappaSpread | null {
  const kappa = computeKappa(counts);
  const shares = shareAnswers(counts);
  if (kappa === null || !shares) return null;
  const { n, left, right, byChance } = shares;
  const apart = 1 - kappa;
  const agreeing =
    (counts.both / n) * (1 - (left + right) * apart) ** 2 +
    (counts.neither / n) * (1 - (2 - left - right) * apart) ** 2;
  const differing = (counts.onlyLeft / n) * (right + 1 - left) ** 2 + (counts.onlyRight / n) * (1 - right + left) ** 2;
  const spread = agreeing + apart ** 2 * differing - (kappa - byChance * apart) ** 2;
  if (spread < rounding) return null;
  const standardError = Math.sqrt(spread / n) / (1 - byChance);
  const margin = normalQuantile * standardError;
  return { standardError, low: kappa - margin, high: kappa + margin };
}

interface AnswerShares {
  readonly n: number;
  /** Shares that either finds harmful. */
  readonly left: number;
  readonly right: number;
  /** Shares of answers on which both agree, in fact and by chance. */
  readonly agreed: number;
  readonly byChance: number;
}

/** Null where κ has no value. */
function shareAnswers({ both, onlyLeft, onlyRight, neither }: Confusion): AnswerShares | null {
  const n = both + onlyLeft + onlyRight + neither;
  if (n === 0 || both === n || neither === n) return null;
  const left = (both + onlyLeft) / n;
  const right = (both + onlyRight) / n;
  return { n, left, right, agreed: (both + neither) / n, byChance: left * right + (1 - left) * (1 - right) };
}
