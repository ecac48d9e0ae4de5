import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { statuses } from '../../shared/events.ts';
import { type StageFile, stageFileSchema } from '../../shared/spec/stage.ts';
import type { StageState } from '../../store/index.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

export const stageStateSchema = z.object({
  status: z.enum(statuses),
  atMs: z.number(),
  error: z.object({ code: z.string(), message: z.string(), stack: z.string().optional() }).nullable(),
});

/** Who is at work in a stage folder; the process's own start time tells it from a later one with the same id. */
const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  startedAtMs: z.number(),
  processStart: z.string().nullable(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** @throws AppError lab/no-spec, lab/bad-file. */
export function readStageFile(folder: string, key: string): StageFile {
  const path = join(folder, 'spec.json');
  const file = readJsonFile(path, stageFileSchema);
  if (!file)
    throw new AppError(
      'lab/no-spec',
      `The stage folder ${folder} has no spec.json; delete the folder or put the file back.`,
    );
  if (file.key !== key)
    throw new AppError('lab/bad-file', `${path}: key: expected the folder's name, ${key}, found ${file.key}.`);
  return file;
}

export function writeStageFile(folder: string, file: StageFile): void {
  writeJsonFile(join(folder, 'spec.json'), file);
}

/** state.json: the status that the lab last gave the stage. Together with the event log it is all that a rebuild needs. */
export function readStageState(folder: string): StageState | undefined {
  const state = readJsonFile(join(folder, 'state.json'), stageStateSchema);
  if (!state) return undefined;
  const { error } = state;
  return {
    status: state.status,
    atMs: state.atMs,
    error: error && {
      code: error.code,
      message: error.message,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    },
  };
}

export function writeStageState(folder: string, state: StageState): void {
  writeJsonFile(join(folder, 'state.json'), state);
}

export function readOwner(folder: string): Owner | undefined {
  return readJsonFile(join(folder, 'owner.json'), ownerSchema);
}

export function writeOwner(folder: string, owner: Owner): void {
  writeJsonFile(join(folder, 'owner.json'), owner);
}

export function removeOwner(folder: string): void {
  rmSync(join(folder, 'owner.json'), { force: true });
}
