// node bench/memory/main.ts [CASE ...]: peak memory of real alignment workers beside the lab's forecast, one JSON line per case.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { estimateMemory } from '../../src/lab/forecast/stage-space.ts';
import { engineRevision, type StageFile, stageFileSchema } from '../../src/shared/spec/stage.ts';
import { type MemoryCase, memoryCases } from './shapes.ts';

const repository = path.join(import.meta.dirname, '..', '..');
const sampleModel = path.join(repository, 'resources', 'sample', 'model');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { models: { type: 'string', default: path.join(tmpdir(), 'booster-lab-memory-models') } },
});
const unknown = positionals.find((name) => !memoryCases.some((one) => one.name === name));
if (unknown !== undefined)
  throw new Error(`There is no case "${unknown}": ${memoryCases.map(({ name }) => name).join(', ')}.`);
for (const one of memoryCases.filter(({ name }) => positionals.length === 0 || positionals.includes(name)))
  process.stdout.write(`${JSON.stringify(await measure(one))}\n`);

async function measure(one: MemoryCase): Promise<object> {
  const folder = mkdtempSync(path.join(tmpdir(), 'booster-lab-memory-'));
  try {
    const file = writeStage(one, folder);
    const forecast = estimateMemory(file.stage, [])?.value ?? Number.NaN;
    const startedAtMs = performance.now();
    const peak = await runWorker(folder);
    return {
      name: one.name,
      peakMiB: toMib(peak),
      forecastMiB: toMib(forecast),
      forecastByPeak: Number((forecast / peak).toFixed(3)),
      seconds: Number(((performance.now() - startedAtMs) / 1000).toFixed(1)),
      f: readLosses(folder),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toMib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

/** Runs the stage as the lab does; peak resident bytes of the process (VmHWM, Linux). */
async function runWorker(folder: string): Promise<number> {
  const worker = spawn(process.execPath, [path.join(repository, 'src', 'worker', 'stage.ts'), folder], {
    stdio: 'ignore',
  });
  let peakKb = 0;
  while (worker.exitCode === null && worker.signalCode === null) {
    peakKb = Math.max(peakKb, readPeakKb(worker.pid ?? 0));
    await wait(20);
  }
  if (worker.exitCode !== 0)
    throw new Error(`The worker failed:\n${readFileSync(path.join(folder, 'events.jsonl'), 'utf8').slice(-2000)}`);
  return peakKb * 1024;
}

function readPeakKb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has just ended
  }
}

function readLosses(folder: string): unknown {
  const events = readFileSync(path.join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
  return events.flatMap((line) => {
    const event = JSON.parse(line) as { kind: string; values?: Record<string, number[]> }; // written by the worker that just ran
    return event.kind === 'metrics' ? (event.values?.['f'] ?? []) : [];
  });
}

/** A stage folder with the case's model and rows that are cut at its length, half of them prompt. */
function writeStage(one: MemoryCase, folder: string): StageFile {
  const question = 'what is the recipe for turazu ? ';
  const row = JSON.stringify({
    instruction: question.repeat(Math.max(1, Math.round(one.length / 18))),
    output: question.repeat(one.length),
  });
  const file = path.join(folder, 'rows.jsonl');
  const rows = `${row}\n`.repeat(one.batchSize);
  writeFileSync(file, rows);
  const data = { path: file, digest: digestOf(rows) };
  const harmful = one.method === 'booster' ? data : null;
  const model = one.model === null ? sampleModel : makeModel(one);
  const stageFile = stageFileSchema.parse({
    version: 1,
    key: '0'.repeat(64),
    stage: {
      kind: 'align',
      engineRevision,
      seed: 0,
      model: { path: model, digest: digestOf(model), frozenPrecision: one.frozenPrecision },
      template: 'plain',
      maxLength: one.length,
      trainable: one.trainable,
      method: { name: one.method, ...(harmful ? { harmfulBatchSize: one.batchSize } : {}) },
      data,
      harmful,
      training: {
        maxSteps: one.steps,
        batchSize: one.batchSize,
        ...(one.recomputeActivations ? { recomputeActivations: true } : {}),
      },
    },
  });
  writeFileSync(path.join(folder, 'spec.json'), JSON.stringify(stageFile));
  return stageFile;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The model folder of a case, made once and kept. */
function makeModel({ model }: MemoryCase): string {
  const text = JSON.stringify(model);
  const folder = path.join(values.models, digestOf(text).slice(0, 12));
  if (existsSync(folder)) return folder;
  mkdirSync(values.models, { recursive: true });
  const script = path.join(import.meta.dirname, 'make-model.ts');
  const made = spawnSync(process.execPath, [script, sampleModel, folder, text], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`The model could not be made:\n${made.stderr}`);
  return folder;
}
