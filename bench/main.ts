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
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { listPairs } from './pairs.ts';
import { type CaseResult, describeResults, memoryResult, overheadResult, timeResult } from './results.ts';
import { formatShares } from './shares.ts';
import { type Job, type Overhead, overheadSchema } from './sides/job.ts';
import { runOurs } from './sides/run-side.ts';
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
    const inputs = {
      sample: prepareSample(repository, workFolder),
      large: prepareLarge(repository, workFolder, python, resolveCacheFolder()),
    };
    const rounds = options.isQuick ? 1 : 3;
    const measured: PairResult[] = [];
    for (const pair of listPairs(inputs, options.isQuick)) {
      if (wanted.some((found) => found.pair === pair.name)) {
        measured.push(await measurePair(pair, { rounds, python, threads, say }));
      }
    }
    const overheads = wanted.some(({ what }) => what === 'overhead') ? await measureOverheads(options) : [];
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
      ...overheads.map(describeOverhead),
      describeMachine(),
    ];
    process.stdout.write(`\n${parts.join('\n')}\n`);
    if (options.isJson) process.stdout.write(`${JSON.stringify(describeResults(results))}\n`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

async function measureOverheads({ isQuick }: BenchOptions): Promise<Overhead[]> {
  const sample = path.join(repository, 'resources', 'sample');
  const job: Job = {
    kind: 'overhead',
    modelFolder: path.join(sample, 'model'),
    dataFolder: path.join(sample, 'data', 'split-0'),
    trainable: { kind: 'full', freezeEmbeddings: true },
    steps: isQuick ? 250 : 600,
  };
  const rounds: Overhead[] = [];
  for (let round = 1; round <= (isQuick ? 1 : 3); round++) {
    say(`overhead-sample: round ${round}`);
    rounds.push(await runOurs(job, overheadSchema));
  }
  return rounds;
}

function resultOf(found: Case, measured: readonly PairResult[], overheads: readonly Overhead[]): CaseResult {
  if (found.what === 'overhead') return overheadResult(found, overheads);
  const result = measured.find(({ pair }) => pair.name === found.pair);
  if (!result) throw new Error(`The case ${found.name} names a pair ${found.pair} that there is not.`);
  return found.what === 'memory' ? memoryResult(found, result) : timeResult(found, result);
}

function describeOverhead({ stageMs, loopMs, nativeMs, calls }: Overhead): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `overhead: ${calls} steps, loop ${seconds(loopMs)} s, of it native calls ${seconds(nativeMs)} s; the whole stage with reading, recording and compiling ${seconds(stageMs)} s`;
}

function describeMachine(): string {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return `${threads} threads on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}; load average ${load}`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
