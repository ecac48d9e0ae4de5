// The benchmark against PyTorch + PEFT + transformers: `npm run bench -- --help`. docs/benchmark.md says how to read it.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePythonEnvironment } from '../scripts/python-env.mjs';
import { resolveCacheFolder } from '../scripts/setup/cache-folder.mjs';
import { type Case, cases } from './cases.ts';
import { prepareLarge, prepareSample } from './inputs/prepare.ts';
import { measureMatmulRates } from './matmul-rate.ts';
import { measurePair, type PairResult } from './measure.ts';
import { measureLabOverhead, measureStageOverhead } from './overhead.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { listPairs } from './pairs.ts';
import { type CaseResult, describeResults, memoryResult, overheadResult, timeResult } from './results.ts';
import { formatShares } from './shares.ts';
import type { Overhead } from './sides/job.ts';
import { formatCases } from './table.ts';

const repository = path.dirname(import.meta.dirname);
const threads = availableParallelism();

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${usage}\n`);
  else await bench(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function bench(options: BenchOptions): Promise<void> {
  const wanted = cases.filter(({ name }) => name.includes(options.wanted));
  if (wanted.length === 0)
    throw new Error(
      `No case has "${options.wanted}" in its name; there are ${cases.map(({ name }) => name).join(', ')}.`,
    );
  const python = ensurePythonEnvironment();
  const workFolder = mkdtempSync(path.join(tmpdir(), 'booster-lab-bench-'));
  try {
    say(describeMachine());
    warnIfBusy();
    const inputs = {
      sample: prepareSample(repository, workFolder),
      large: prepareLarge(repository, workFolder, python, resolveCacheFolder()),
    };
    const rounds = roundCount(options.isQuick);
    const measured: PairResult[] = [];
    for (const pair of listPairs(inputs, options.isQuick)) {
      if (wanted.some((found) => found.pair === pair.name)) {
        measured.push(await measurePair(pair, { rounds, python, threads, say }));
      }
    }
    const overheads = await measureOverheads(wanted, options.isQuick, workFolder);
    const rates = measured.some(({ pair }) => pair.training) ? await measureMatmulRates(python, threads) : null;
    const results = wanted.map((found) => resultOf(found, measured, overheads));
    const checks = measured
      .filter(({ sameWork }) => sameWork !== '')
      .map((result) => `${result.pair.name}: ${result.sameWork}`);
    const missed = results.filter(({ ratio, case: { bar } }) => ratio < bar).length;
    const parts = [
      formatCases(results),
      missed === 0 ? 'Every bar is reached.' : `${missed} of ${results.length} bars MISSED.`,
      ...(rates
        ? [
            `Matmul rate of this machine: ours ${rates.ours.toFixed(0)}, PyTorch ${rates.reference.toFixed(0)} GFLOP/s`,
            formatShares(measured, rates),
          ]
        : []),
      ...checks,
      ...[...overheads].flatMap(([name, rounds]) => rounds.map((round) => describeOverhead(name, round))),
      describeMachine(),
    ];
    process.stdout.write(`\n${parts.join('\n')}\n`);
    if (options.isJson) process.stdout.write(`${JSON.stringify(describeResults(results))}\n`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

async function measureOverheads(
  wanted: readonly Case[],
  isQuick: boolean,
  workFolder: string,
): Promise<Map<string, Overhead[]>> {
  const measured = new Map<string, Overhead[]>();
  for (const { pair } of wanted.filter(({ what }) => what === 'overhead')) {
    const rounds: Overhead[] = [];
    for (let round = 1; round <= roundCount(isQuick); round++) {
      say(`${pair}: round ${round} of ${roundCount(isQuick)}`);
      const options = { repository, workFolder: path.join(workFolder, `${pair}-${round}`), steps: isQuick ? 250 : 600 };
      rounds.push(await (pair === 'overhead-lab' ? measureLabOverhead(options) : measureStageOverhead(options)));
    }
    measured.set(pair, rounds);
  }
  return measured;
}

function roundCount(isQuick: boolean): number {
  return isQuick ? 1 : 3;
}

function resultOf(
  found: Case,
  measured: readonly PairResult[],
  overheads: ReadonlyMap<string, readonly Overhead[]>,
): CaseResult {
  if (found.what === 'overhead') return overheadResult(found, overheads.get(found.pair) ?? []);
  const result = measured.find(({ pair }) => pair.name === found.pair);
  if (!result) throw new Error(`The case ${found.name} names a pair ${found.pair} that there is not.`);
  return found.what === 'memory' ? memoryResult(found, result) : timeResult(found, result);
}

function describeOverhead(name: string, { stageMs, loopMs, nativeMs, calls }: Overhead): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `${name}: ${calls} steps, loop ${seconds(loopMs)} s, of it native calls ${seconds(nativeMs)} s; the whole stage with reading, recording and compiling ${seconds(stageMs)} s`;
}

function describeMachine(): string {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return `${threads} threads on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}; load average ${load}`;
}

/** Other programs slow both sides, but not alike: threads that wait for each other suffer most. */
function warnIfBusy(): void {
  if (loadavg()[0] > threads / 4)
    say('The machine is busy: wait until it is quiet before you trust a figure of this run.');
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
