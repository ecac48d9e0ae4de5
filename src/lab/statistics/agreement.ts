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
export function computeKappa({ both, onlyLeft, onlyRight, neither }: Confusion): number | null {
  const n = both + onlyLeft + onlyRight + neither;
  if (n === 0) return null;
  const left = (both + onlyLeft) / n;
  const right = (both + onlyRight) / n;
  const byChance = left * right + (1 - left) * (1 - right);
  return byChance === 1 ? null : ((both + neither) / n - byChance) / (1 - byChance);
}
