import { cpus, loadavg } from 'node:os';
import { fastestRates, type MatmulRates } from './matmul-rate.ts';
import type { PairResult } from './measure.ts';
import type { CaseResult } from './results.ts';
import { formatShares } from './shares.ts';
import type { Overhead } from './sides/job.ts';
import { median } from './statistics.ts';
import { formatCases } from './table.ts';

export interface BenchReport {
  readonly results: readonly CaseResult[];
  readonly measured: readonly PairResult[];
  /** Blocks of matrix products; empty where no training was measured. */
  readonly rates: readonly MatmulRates[];
  readonly overheads: ReadonlyMap<string, readonly Overhead[]>;
}

/** Everything that a run prints for people: the table, the shares of the matmul rate, and what stands behind them. */
export function formatReport({ results, measured, rates, overheads }: BenchReport): string {
  const missed = results.filter(({ ratio, case: { bar } }) => ratio < bar).length;
  const parts = [
    formatCases(results),
    missed === 0 ? 'Every bar is reached.' : `${missed} of ${results.length} bars MISSED.`,
    ...(rates.length === 0 ? [] : [`\n${describeRates(rates)}`, formatShares(measured, fastestRates(rates))]),
    '',
    ...measured.flatMap(describePair),
    ...[...overheads].flatMap(([name, rounds]) => rounds.map((round) => describeOverhead(name, round))),
  ];
  return parts.join('\n');
}

/** Threads, processor and load average, in words. */
export function describeMachine(threads: number): string {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return `${threads} threads on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}; load average ${load}`;
}

function describeRates(rates: readonly MatmulRates[]): string {
  const { ours, reference } = fastestRates(rates);
  return `Matmul rate of this machine: ${ours.toFixed(0)} GFLOP/s in our runtime, ${reference.toFixed(0)} in PyTorch`;
}

function describePair({ pair, rounds, sameWork }: PairResult): string[] {
  const megabytes = (bytes: readonly number[]): string => `${(median(bytes) / 1e6).toFixed(0)} MB`;
  const imports = rounds.flatMap(({ reference }) => reference.importBytes ?? []);
  const peaks = `peak ${megabytes(rounds.map(({ ours }) => ours.peakBytes))}, reference ${megabytes(rounds.map(({ reference }) => reference.peakBytes))}`;
  return [
    `${pair.name}: ${sameWork === '' ? '' : `${sameWork}; `}${peaks}${imports.length === 0 ? '' : ` (imports alone ${megabytes(imports)})`}${pair.turns > 1 ? describeProcessor(rounds) : ''}`,
  ];
}

/** Least processor time of a step on either side: what other programs on the machine disturb least of all, where each side has one thread. */
function describeProcessor(rounds: PairResult['rounds']): string {
  const least = (side: 'ours' | 'reference') => Math.min(...rounds.flatMap((round) => round[side].cpuMs ?? []));
  const [ours, reference] = [least('ours'), least('reference')];
  return Number.isFinite(ours) && Number.isFinite(reference)
    ? `; processor time of the quickest step ${ours.toFixed(1)} ms, reference ${reference.toFixed(1)} ms`
    : '';
}

function describeOverhead(name: string, { stageMs, loopMs, nativeMs, calls }: Overhead): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `${name}: ${calls} steps, loop ${seconds(loopMs)} s, of it native calls ${seconds(nativeMs)} s; the whole stage with reading, recording and compiling ${seconds(stageMs)} s`;
}
