import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createRandom,
  type EncodedExample,
  encodeExamples,
  encodePrompt,
  readDataset,
} from '../../src/engine/data/index.ts';
import { openModel } from '../../src/engine/stages/context.ts';
import { datasetSchema } from '../../src/shared/settings/dataset.ts';
import { type BenchData, padBatch } from '../sides/data-file.ts';

/** A model folder and the file with the batches and prompts that both sides compute with. */
export interface BenchInput {
  readonly modelFolder: string;
  readonly dataFile: string;
}

export const batchSize = 10;

/** The sample project's model; rows of its first split in file order, tokenised once for both sides. */
export function prepareSample(repository: string, workFolder: string): BenchInput {
  const sample = path.join(repository, 'resources', 'sample');
  const modelFolder = path.join(sample, 'model');
  const { encoding, tokenizer } = openModel({ path: modelFolder, template: 'plain', maxLength: 64 });
  const examples = (name: string, count: number | null) =>
    readDataset(datasetSchema.parse({ path: path.join(sample, 'data', 'split-0', name), count }));
  const batches = (name: string) =>
    inBatches(encodeExamples(encoding, examples(name, 200)).encoded).map((rows) => padBatch(rows, tokenizer.padId));
  return write(workFolder, 'sample', modelFolder, {
    alignment: batches('alignment.jsonl'),
    harmful: batches('harmful.jsonl'),
    prompts: examples('test-harmful.jsonl', null).map((example) => [...encodePrompt(encoding, example, 40)]),
  });
}

const large = { hidden: 512, layers: 8, heads: 8, kv: 8, intermediate: 1376, vocab: 32_000 };
const rowLength = 128;
/** Half of each row is its prompt, as about half of an alignment row is in the paper's data. */
const promptLength = 64;

/** The d=512 model with random weights, made once by test/reference into the cache, and random rows of 128 tokens. */
export function prepareLarge(repository: string, workFolder: string, python: string, cacheFolder: string): BenchInput {
  const modelFolder = path.join(cacheFolder, 'bench', 'llama-512');
  if (!existsSync(modelFolder)) makeLarge(repository, python, modelFolder);
  const random = createRandom(1);
  const row = (length: number) =>
    Array.from({ length }, () => 5 + Math.floor(random.nextFraction() * (large.vocab - 5)));
  const batches = () =>
    Array.from({ length: 4 }, () =>
      padBatch(
        Array.from({ length: batchSize }, () => ({ ids: Int32Array.from(row(rowLength)), promptLength })),
        0,
      ),
    );
  return write(workFolder, 'llama-512', modelFolder, {
    alignment: batches(),
    harmful: batches(),
    prompts: Array.from({ length: 16 }, () => row(promptLength)),
  });
}

function makeLarge(repository: string, python: string, folder: string): void {
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(path.dirname(folder), { recursive: true });
  const script = path.join(repository, 'test', 'reference', 'parity.py');
  const sizes = Object.entries(large).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const made = spawnSync(python, [script, 'make', partial, '--family', 'llama', '--rows', '4', ...sizes], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (made.status === 0 && !existsSync(folder)) renameSync(partial, folder);
  rmSync(partial, { recursive: true, force: true });
  if (made.status !== 0) throw new Error(`The d=512 model could not be made:\n${made.stderr.trim()}`);
}

function inBatches(examples: readonly EncodedExample[]): EncodedExample[][] {
  return Array.from({ length: Math.floor(examples.length / batchSize) }, (_, index) =>
    examples.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function write(folder: string, name: string, modelFolder: string, data: BenchData): BenchInput {
  const dataFile = path.join(folder, `${name}.json`);
  writeFileSync(dataFile, JSON.stringify(data));
  return { modelFolder, dataFile };
}
