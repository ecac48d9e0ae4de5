import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type StageFile, stageFileSchema } from '../../src/shared/spec/stage.ts';
import { modelFolderOf } from './reference.ts';

type Json = Record<string, unknown>;

/** A stage key made of one repeated hex digit, for tests. */
export function keyOf(digit: string): string {
  return digit.repeat(64);
}

/** What every stage of llama-tiny with a small adapter has in common. */
export const commonSettings = {
  engineRevision: 1,
  seed: 1,
  model: { path: modelFolderOf('llama-tiny'), digest: keyOf('0') },
  template: 'plain',
  maxLength: 16,
  trainable: { kind: 'lora', rank: 4, loraAlpha: 8, targets: ['q_proj', 'k_proj', 'v_proj'], dropout: 0 },
};

/** Writes rows as JSON Lines and describes them as a stage does. */
export function writeDataset(folder: string, name: string, rows: readonly unknown[]): { path: string; digest: string } {
  const file = path.join(folder, name);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { path: file, digest: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

/** Writes spec.json of a stage under its key and gives the parsed file and its folder. */
export function writeStage(
  stages: string,
  key: string,
  stage: Json,
  execution: Json = {},
): { folder: string; file: StageFile } {
  const file = stageFileSchema.parse({ version: 1, key, stage: { ...commonSettings, ...stage }, execution });
  const folder = path.join(stages, key);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'spec.json'), JSON.stringify(file));
  return { folder, file };
}
