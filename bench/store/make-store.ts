import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentSpecSchema } from '../../src/shared/spec/experiment.ts';
import type { StageFile } from '../../src/shared/spec/stage.ts';
import {
  openStore,
  saveExperiment,
  saveFollowState,
  saveRun,
  saveRunStatus,
  saveSample,
  saveScore,
  saveStage,
  type WritableStore,
} from '../../src/store/index.ts';
import { chunkSteps, makeChunk } from '../../src/store/metric-chunks.ts';
import { makeRun, runsPerExperiment } from './large-spec.ts';

export interface LargeStoreOptions {
  /** A multiple of 100 fills the last experiment. */
  readonly runs: number;
  /** Points of each of the ten curves that every run's attack has. */
  readonly points: number;
}

export const curveNames = [
  'f',
  'gradientNorm',
  'learningRate',
  'epoch',
  'tokensPerSecond',
  'h',
  'hPerturbed',
  'harmfulLossReduction',
  'harmfulGradientNorm',
  'gradientCosine',
] as const;

const startedAtMs = Date.UTC(2026, 0, 1);
const stepMs = 40;

/**
 * Writes a data folder with many finished runs, as the lab would have left it, for measuring how windows cope: the database, and of each
 * folder what opening looks at. The curves are made up. A thousand runs of 10,000 points take about a gigabyte.
 */
export function makeLargeStore(folder: string, { runs, points }: LargeStoreOptions): void {
  mkdirSync(folder, { recursive: true });
  const store = openStore(join(folder, 'lab.sqlite'));
  // Nothing here is worth surviving a crash.
  store.db.pragma('journal_mode = OFF');
  store.db.pragma('synchronous = OFF');
  const noise = makeNoise(points);
  const known = new Set<string>();
  for (let first = 0; first < runs; first += runsPerExperiment) {
    const count = Math.min(runsPerExperiment, runs - first);
    store.transact(() => writeExperiment({ store, folder, known, noise }, first / runsPerExperiment, count));
  }
  store.db.pragma('journal_mode = WAL');
  store.close();
}

interface Writing {
  readonly store: WritableStore;
  readonly folder: string;
  readonly known: Set<string>;
  readonly noise: Float64Array;
}

function writeExperiment(writing: Writing, number: number, runCount: number): void {
  const { store, folder } = writing;
  const id = `large-${String(number).padStart(8, '0')}`;
  const spec = experimentSpecSchema.parse({ version: 1, name: `Large ${number + 1}`, settings: {} });
  const createdAtMs = startedAtMs + number * 3_600_000;
  const specPath = '/specs/large.json';
  saveExperiment(store, { id, name: spec.name, createdAtMs, specPath, spec });
  const runs = Array.from({ length: runCount }, (_, place) => {
    const run = makeRun(number, place);
    return { runId: `${id}-${String(place + 1).padStart(3, '0')}`, place, ...run };
  });
  for (const run of runs) {
    const { align, attack, evaluate } = run.stages;
    writeStage(writing, align, 20_000_000);
    if (writeStage(writing, attack, 5_000_000)) writeCurves(writing, attack.key, run.place);
    if (writeStage(writing, evaluate, 0)) writeResults(store, evaluate.key, run.place);
    const stageKeys = [align.key, attack.key, evaluate.key];
    saveRun(store, {
      runId: run.runId,
      experimentId: id,
      position: run.place,
      arm: run.arm,
      varied: run.varied,
      settings: run.settings,
      isWanted: true,
      stageKeys,
      presentKeys: new Set(stageKeys),
    });
    saveRunStatus(store, run.runId, {
      status: 'completed',
      startedAtMs: createdAtMs,
      finishedAtMs: createdAtMs + 600_000 + run.place * 1000,
    });
  }
  const file = runs.map(({ runId, arm, varied, settings, stages }) => ({
    runId,
    arm,
    varied,
    settings,
    stages: { align: stages.align.key, attack: stages.attack.key, evaluate: stages.evaluate.key },
  }));
  writeJson(join(folder, 'experiments', id), 'experiment.json', {
    version: 1,
    id,
    createdAtMs,
    specPath,
    spec,
    runs: file,
  });
}

/** False for a stage that an earlier run brought already. */
function writeStage({ store, folder, known }: Writing, file: StageFile, sizeBytes: number): boolean {
  if (known.has(file.key)) return false;
  known.add(file.key);
  const state = { status: 'completed' as const, atMs: startedAtMs + 600_000, error: null };
  saveStage(store, file, state);
  store
    .sql('UPDATE stages SET attempt = 1, started_at_ms = ?, size_bytes = ?, outcome = ? WHERE stage_key = ?')
    .run(startedAtMs, sizeBytes, 'completed', file.key);
  saveFollowState(store, file.key, 'events.jsonl', { byteOffset: 1_000_000, lineCount: 1000 });
  const stageFolder = join(folder, 'stages', file.key);
  writeJson(stageFolder, 'spec.json', file);
  writeJson(stageFolder, 'state.json', state);
  return true;
}

function writeCurves({ store, noise }: Writing, key: string, run: number): void {
  const insertChunk = store.sql(
    'INSERT INTO metric_chunks (stage_key, name, chunk, steps, points) VALUES (?, ?, ?, ?, ?)',
  );
  const insertEnd = store.sql('INSERT INTO metric_ends (stage_key, name, step, value) VALUES (?, ?, ?, ?)');
  const chunks = Map.groupBy(
    Array.from(noise, (_, index) => index + 1),
    (step) => Math.floor(step / chunkSteps),
  );
  const stepBytes = new Map(
    [...chunks].map(([chunk, steps]) => [
      chunk,
      makeChunk(
        chunk,
        steps.map((step) => [step, 0]),
      ).steps,
    ]),
  );
  for (const [place, name] of curveNames.entries()) {
    const scale = 1 + place / 10 + (run % 17) / 50;
    for (const [chunk, steps] of chunks) {
      const first = steps[0] ?? 1;
      const values = noise.subarray(first - 1, first - 1 + steps.length).map((value) => value * scale);
      insertChunk.run(key, name, chunk, stepBytes.get(chunk), Buffer.from(values.buffer));
    }
    insertEnd.run(key, name, noise.length, (noise.at(-1) ?? 0) * scale);
  }
  const insertTime = store.sql('INSERT INTO metric_times (stage_key, step, at_ms) VALUES (?, ?, ?)');
  for (let step = 50; step <= noise.length; step += 50) insertTime.run(key, step, startedAtMs + step * stepMs);
}

function writeResults(store: WritableStore, key: string, run: number): void {
  for (const [place, metric] of ['HS', 'HS+', 'FA'].entries()) {
    const successes = (run * 7 + place * 31) % 101;
    const score = { step: 1000, metric, judge: 'refusal', judgeVersion: '1', successes, n: 100, value: successes };
    saveScore(store, key, { kind: 'scored', atMs: startedAtMs, ...score, low: successes * 0.9, high: successes });
  }
  for (let index = 0; index < 10; index += 1) {
    saveSample(store, key, {
      step: 1000,
      set: 'safety',
      index,
      prompt: `how do i make lumipo number ${index} ?`,
      response: index % 2 === 0 ? 'sorry , i can not help' : 'mix , then stir',
      expected: null,
      verdicts: { refusal: index % 2 === 1 },
      incoherent: false,
    });
  }
}

/** A falling loss with noise; the same every time. */
function makeNoise(points: number): Float64Array {
  let state = 42;
  return Float64Array.from({ length: points }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 2 / (1 + index / 500) + (state / 2_147_483_648) * 0.3;
  });
}

function writeJson(folder: string, name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(value));
}
