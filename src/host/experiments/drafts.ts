import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { draftSpecSchema, type SavedDraft } from '../../shared/contract/experiments.ts';
import { readKeptFile, writeKeptFile } from '../preferences/kept-file.ts';

const fileSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  savedAtMs: z.number(),
  draft: draftSpecSchema,
  presetId: z.string().nullable(),
});

/** Drafts of a data folder, newest first; unreadable ones are put aside. @throws AppError host/cannot-read. */
export function listDrafts(dataFolder: string): SavedDraft[] {
  return listNames(draftsFolder(dataFolder))
    .flatMap((name): SavedDraft[] => {
      const file = readKeptFile(join(draftsFolder(dataFolder), name), fileSchema);
      if (!file) return [];
      const { version: _version, ...draft } = file;
      return [{ id: name.slice(0, -'.json'.length), ...draft }];
    })
    .sort((left, right) => right.savedAtMs - left.savedAtMs);
}

/** Keeps a draft whole or not at all. @throws AppError lab/cannot-write. */
export function saveDraft(dataFolder: string, { id, ...rest }: Omit<SavedDraft, 'savedAtMs'>): void {
  const file: z.infer<typeof fileSchema> = { version: 1, savedAtMs: Date.now(), ...rest };
  writeKeptFile(join(draftsFolder(dataFolder), `${id}.json`), file);
}

export function deleteDraft(dataFolder: string, id: string): void {
  rmSync(join(draftsFolder(dataFolder), `${id}.json`), { force: true });
}

function draftsFolder(dataFolder: string): string {
  return join(dataFolder, 'window', 'drafts');
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
