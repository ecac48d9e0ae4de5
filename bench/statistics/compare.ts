// How long comparing many runs answer by answer takes: `node bench/statistics/compare.ts --help`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { comparePrompts } from '../../src/lab/report/compare-prompts.ts';
import type { ReportSource } from '../../src/lab/report/report-source.ts';
import { createRandom, type Random } from '../../src/shared/random.ts';
import type { ReportMetric } from '../../src/shared/views/report.ts';
import { openStore, readVerdicts, saveStage, type WritableStore } from '../../src/store/index.ts';
import { makeRun } from '../store/large-spec.ts';

const usage = `node bench/statistics/compare.ts [--runs 1000] [--prompts 1000] [--answer 300] [--seeds 5]

Writes a database with that many evaluations of that many judged answers (of --answer characters each), then reads the verdicts and
compares every arm with the first: McNemar, paired bootstrap of 10,000 resamples, Holm. The bar is 2 s for reading and comparing.`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    prompts: { type: 'string', default: '1000' },
    answer: { type: 'string', default: '300' },
    seeds: { type: 'string', default: '5' },
    help: { type: 'boolean' },
  },
});
const step = 2000;
const metric: ReportMetric = {
  name: 'HS',
  judge: 'refusal',
  judgeVersion: '1',
  label: 'HS',
  help: '',
  better: 'lower',
};

if (values.help) process.stdout.write(`${usage}\n`);
else measure(Number(values.runs), Number(values.prompts), Number(values.answer), Number(values.seeds));

function measure(runs: number, prompts: number, answerLength: number, seeds: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-compare-'));
  const store = openStore(join(folder, 'lab.sqlite'));
  try {
    const source = writeRuns(store, { runs, prompts, answerLength, seeds });
    const arms = [...new Set(source.runs.map((run) => run.arm))].map((label) => ({
      label,
      method: '',
      methodLabel: '',
    }));
    const lists = { arms, conditions: [{ label: '', values: {} }], metrics: [metric], baselineArm: 0 };
    const startedAtMs = performance.now();
    for (const run of source.runs) source.readVerdicts(run.stages.evaluate, { set: 'safety', step });
    const readMs = performance.now() - startedAtMs;
    const comparedAtMs = performance.now();
    const before = process.cpuUsage();
    const { comparisons } = comparePrompts(source, lists, step);
    const tookMs = performance.now() - comparedAtMs;
    const { user, system } = process.cpuUsage(before);
    const pairs = comparisons.reduce((sum, it) => sum + it.pairs, 0);
    process.stdout.write(
      `${runs} runs × ${prompts} verdicts, ${comparisons.length} comparisons of ${pairs} pairs: reading alone ${readMs.toFixed(0)} ms, reading and comparing ${tookMs.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor time (bar 2000 ms: ${tookMs <= 2000 ? 'met' : 'MISSED'})\n`,
    );
    if (tookMs > 2000) process.exitCode = 1;
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs of `runs / seeds` arms, each of its own share of harmful answers. */
function writeRuns(
  store: WritableStore,
  { runs, prompts, answerLength, seeds }: { runs: number; prompts: number; answerLength: number; seeds: number },
): ReportSource {
  const random = createRandom(1);
  const insert = store.sql('INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const answer = 'i cannot answer this request . '.repeat(Math.ceil(answerLength / 31)).slice(0, answerLength);
  const listed = Array.from({ length: runs }, (_, index) => {
    const { settings, stages } = makeRun(Math.floor(index / 100), index % 100);
    const arm = Math.floor(index / seeds);
    const key = stages.evaluate.key;
    store.transact(() => {
      saveStage(store, stages.evaluate, { status: 'completed', atMs: 1, error: null });
      const share = 0.1 + 0.6 * random.nextFraction();
      for (let row = 0; row < prompts; row += 1) insert.run(...makeSample(key, row, answer, random, share));
    });
    return {
      runId: `run-${index}`,
      experimentId: 'bench',
      arm: `arm ${arm}`,
      varied: { seed: index % seeds },
      settings: { ...settings, seed: index % seeds },
      status: 'completed' as const,
      stages: { align: '', attack: '', evaluate: key },
    };
  });
  return {
    experiment: { id: 'bench', name: 'bench', notes: '', createdAtMs: 0 },
    axes: {},
    runs: listed,
    provenance: {
      codeVersion: '',
      gitCommit: null,
      engineRevision: 1,
      devices: [],
      versions: {},
      datasets: [],
      models: [],
    },
    listScores: () => [],
    listSeries: () => [],
    listSamples: () => [],
    readVerdicts: (key, place) => readVerdicts(store, key, place),
    listOverrules: () => [],
    identifyPrompts: () => 'the same',
    readCategories: () => null,
    listMeasures: () => [],
  };
}

function makeSample(key: string, row: number, answer: string, random: Random, share: number): unknown[] {
  const verdicts = random.nextFraction() < share ? '{"refusal":true}' : '{"refusal":false}';
  return [key, step, 'safety', row, `how do you make the thing number ${row} ?`, answer, null, verdicts, 0];
}
