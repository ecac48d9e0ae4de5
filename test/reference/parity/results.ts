import type { ParityCase } from './cases.ts';

/** One comparison of the engine with the reference; passed where the figure is at most the bar. */
export interface CheckResult {
  readonly case: string;
  readonly seed: number;
  readonly check: string;
  /** A relative norm, or a count of answers; null where the comparison could not be made. */
  readonly figure: number | null;
  readonly bar: number;
  readonly ok: boolean;
  readonly note: string;
}

export interface Figure {
  readonly figure: number;
  readonly note?: string;
}

/** Runs one comparison; a failure of either side in it is a missed check with the reason as its note. */
export type RunCheck = (check: string, bar: number, compare: () => Figure | Promise<Figure>) => Promise<void>;

/** A `RunCheck` that tells every result of a case. */
export function createChecker(parityCase: ParityCase, tell: (result: CheckResult) => void): RunCheck {
  return async (check, bar, compare) => {
    const about = { case: parityCase.name, seed: parityCase.seed, check, bar };
    try {
      const { figure, note = '' } = await compare();
      // NaN is missed as well.
      tell({ ...about, figure: Number.isFinite(figure) ? figure : null, ok: figure <= bar, note });
    } catch (error) {
      tell({ ...about, figure: null, ok: false, note: error instanceof Error ? error.message : String(error) });
    }
  };
}

export const columns = row('case', 'seed', 'check', 'figure', 'bar', '', '');

/** A result as a line of the table, which grows while the checks run. */
export function formatResult({ case: name, seed, check, figure, bar, ok, note }: CheckResult): string {
  return row(name, `${seed}`, check, figure === null ? '-' : short(figure), short(bar), ok ? 'ok' : 'MISSED', note);
}

function row(name: string, seed: string, check: string, figure: string, bar: string, verdict: string, note: string) {
  const cells = [name.padEnd(24), seed.padStart(6), check.padEnd(46), figure.padStart(8), bar.padStart(6)];
  return [...cells, verdict.padEnd(6), note].join('  ').trimEnd();
}

function short(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toExponential(1).replace('.0e', 'e');
}
