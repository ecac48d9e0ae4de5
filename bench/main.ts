// The benchmark against PyTorch + PEFT + transformers: `npm run bench -- --help`. docs/benchmark.md says how to read it.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePythonEnvironment } from '../scripts/python-env.mjs';
import { resolveCacheFolder } from '../scripts/setup/cache-folder.mjs';
import { type Case, cases } from './cases.ts';
import { prepareLarge, prepareSample } from './inputs/prepare.ts';
import { type MatmulRates, measureMatmulRates } from './matmul-rate.ts';
import { measurePair, type PairResult } from './measure.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { measureLabOverhead, measureStageOverhead } from './overhead.ts';
import { listPairs, type Pair } from './pairs.ts';
import { describeMachine, formatReport } from './report.ts';
import { collectResults, describeResults } from './results.ts';
import type { Overhead } from './sides/job.ts';

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

async function bench({ isJson, isQuick, wanted: name }: BenchOptions): Promise<void> {
  const wanted = cases.filter((candidate) => candidate.name.includes(name));
  if (wanted.length === 0) {
    throw new Error(`No case has "${name}" in its name; there are ${cases.map((each) => each.name).join(', ')}.`);
  }
  const python = ensurePythonEnvironment();
  const workFolder = mkdtempSync(path.join(tmpdir(), 'booster-lab-bench-'));
  try {
    const began = describeMachine(threads);
    say(began);
    // Other programs slow both sides, but not alike: threads that wait for each other suffer most.
    if (loadavg()[0] > threads / 4) say('The machine is busy: trust no figure of this run.');
    const sample = prepareSample(repository, workFolder);
    const large = prepareLarge(repository, workFolder, python, resolveCacheFolder());
    const pairs = listPairs({ sample, large }, isQuick).filter((pair) =>
      wanted.some((each) => each.pair === pair.name),
    );
    const { measured, rates } = await measurePairs(pairs, python, isQuick);
    const overheads = await measureOverheads(wanted, workFolder, isQuick);
    const results = collectResults(wanted, measured, overheads);
    process.stdout.write(`\n${formatReport({ results, measured, rates, overheads })}\n`);
    process.stdout.write(`Before: ${began}\nAfter:  ${describeMachine(threads)}\n`);
    if (isJson) process.stdout.write(`${JSON.stringify(describeResults(results))}\n`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** All pairs; where one of them trains, the matmul rate before and after as well. */
async function measurePairs(
  pairs: readonly Pair[],
  python: string,
  isQuick: boolean,
): Promise<{ measured: PairResult[]; rates: MatmulRates[] }> {
  const rates: MatmulRates[] = [];
  const measureRates = async (): Promise<void> => {
    if (!pairs.some(({ training }) => training)) return;
    say('matmul rate');
    rates.push(await measureMatmulRates(python, threads));
  };
  const measured: PairResult[] = [];
  await measureRates();
  for (const pair of pairs) {
    measured.push(await measurePair(pair, { rounds: roundCount(isQuick), python, threads, say }));
  }
  await measureRates();
  return { measured, rates };
}

async function measureOverheads(
  wanted: readonly Case[],
  workFolder: string,
  isQuick: boolean,
): Promise<Map<string, Overhead[]>> {
  const overheads = new Map<string, Overhead[]>();
  for (const { pair } of wanted.filter(({ what }) => what === 'overhead')) {
    const rounds: Overhead[] = [];
    for (let round = 1; round <= roundCount(isQuick); round++) {
      say(`${pair}: round ${round} of ${roundCount(isQuick)}`);
      const options = { repository, workFolder: path.join(workFolder, `${pair}-${round}`), steps: isQuick ? 250 : 600 };
      rounds.push(await (pair === 'overhead-lab' ? measureLabOverhead(options) : measureStageOverhead(options)));
    }
    overheads.set(pair, rounds);
  }
  return overheads;
}

function roundCount(isQuick: boolean): number {
  return isQuick ? 1 : 3;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
