import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DataBytes } from '../../../src/engine/data/file-chunks.ts';
import type { EncodedExample, Example } from '../../../src/engine/data/index.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { type Dataset, datasetSchema } from '../../../src/shared/settings/dataset.ts';
import type { ResolvedDataset } from '../../../src/shared/spec/stage.ts';

/** Writes a data file into a folder that goes away with the test, and returns its path. */
export function writeDataFile(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Bytes as a reader of data files gets them, handed out in these pieces. */
export function inMemory(pieces: Iterable<Buffer>): DataBytes {
  const chunks = [...pieces];
  const whole = Buffer.concat(chunks);
  return {
    chunks,
    sizeBytes: whole.length,
    readAt: (position, length) => Buffer.from(whole.subarray(position, position + length)),
  };
}

export function toJsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** A data set with the defaults of the schema. */
export function describeDataset(path: string, settings: Omit<Partial<Dataset>, 'path'> = {}): Dataset {
  return datasetSchema.parse({ path, ...settings });
}

export function resolveDataset(dataset: Dataset): ResolvedDataset {
  return { ...dataset, digest: createHash('sha256').update(readFileSync(dataset.path)).digest('hex') };
}

/** Rows with the prompts "ask 0", "ask 1", ... */
export function createRows(count: number): { instruction: string; output: string }[] {
  return Array.from({ length: count }, (_, index) => ({ instruction: `ask ${index}`, output: `answer ${index}` }));
}

export function createExample(parts: Partial<Example>): Example {
  return { row: 0, instruction: 'ask', input: null, output: 'answer', record: {}, ...parts };
}

export function createEncoded(length: number, promptLength: number): EncodedExample {
  return { ids: Int32Array.from({ length }, (_, position) => 100 + position), promptLength };
}

/** Runs something that must fail as expected, and returns the failure. */
export function catchAppError(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('An AppError was expected, but nothing was thrown.');
}
