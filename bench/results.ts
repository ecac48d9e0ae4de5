import type { Case } from './cases.ts';
import type { PairResult } from './measure.ts';
import type { Overhead } from './sides/job.ts';
import { median } from './statistics.ts';

/** One case, measured. */
export interface CaseResult {
  readonly case: Case;
  readonly ours: number;
  /** For the overhead, which has no counterpart, the share that is allowed. */
  readonly reference: number;
  /** How many times faster or smaller we are. */
  readonly ratio: number;
  /** Smallest and largest ratio of a single round. */
  readonly spread: readonly [number, number];
  /** The ratio by the fastest step of each side, which other programs on the machine disturb least; null where none is timed. */
  readonly fastest: number | null;
}

/** Percent of the loop that events, checkpoints and the rest may take. */
const allowedOverhead = 2;

/** The wanted cases' numbers out of the measurements that were taken for them. */
export function collectResults(
  wanted: readonly Case[],
  measured: readonly PairResult[],
  overheads: ReadonlyMap<string, readonly Overhead[]>,
): CaseResult[] {
  return wanted.map((found) => {
    if (found.what === 'overhead') return overheadResult(found, overheads.get(found.pair) ?? []);
    const result = measured.find(({ pair }) => pair.name === found.pair);
    if (!result) throw new Error(`The case ${found.name} names a pair ${found.pair} that there is not.`);
    return found.what === 'memory' ? memoryResult(found, result) : timeResult(found, result);
  });
}

function timeResult(found: Case, result: PairResult): CaseResult {
  const ours = median(result.ours);
  const reference = median(result.reference);
  return {
    case: found,
    ours,
    reference,
    ratio: reference / ours,
    spread: range(result.roundRatios),
    fastest: Math.min(...result.reference) / Math.min(...result.ours),
  };
}

/** Peaks of whole processes, imports included, in MB. */
function memoryResult(found: Case, { rounds }: PairResult): CaseResult {
  const ours = median(rounds.map((round) => round.ours.peakBytes)) / 1e6;
  const reference = median(rounds.map((round) => round.reference.peakBytes)) / 1e6;
  const ratios = rounds.map((round) => round.reference.peakBytes / round.ours.peakBytes);
  return { case: found, ours, reference, ratio: reference / ours, spread: range(ratios), fastest: null };
}

function overheadResult(found: Case, rounds: readonly Overhead[]): CaseResult {
  const shares = rounds.map(({ loopMs, nativeMs }) => (100 * (loopMs - nativeMs)) / loopMs);
  const ours = median(shares);
  return {
    case: found,
    ours,
    reference: allowedOverhead,
    ratio: allowedOverhead / ours,
    spread: range(shares.map((share) => allowedOverhead / share)),
    fastest: null,
  };
}

/** What `--json` prints. */
export function describeResults(results: readonly CaseResult[]): { cases: object[] } {
  return {
    cases: results.map(({ case: { name, unit, bar }, ours, reference, ratio }) => ({
      name,
      ours: rounded(ours),
      reference: rounded(reference),
      unit,
      ratio: rounded(ratio),
      bar,
    })),
  };
}

function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
