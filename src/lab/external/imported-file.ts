import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { externalCurveSchema, externalResultSchema } from '../../shared/external/external-result.ts';
import { readJsonFile } from '../folder/json-file.ts';

/** A file of <data>/external: what was imported from one file or folder of another program. */
export const importedFileSchema = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1),
  importer: z.string(),
  importedAtMs: z.number(),
  source: externalResultSchema.shape.source,
  remarks: z.array(z.string()),
  results: z.array(externalResultSchema.omit({ source: true })),
  curves: z.array(externalCurveSchema.omit({ source: true })),
});
export type ImportedFile = z.infer<typeof importedFileSchema>;

export const importedIdPattern = /^imported-[0-9a-f]{12}$/;

/** Ids of what is in the folder. */
export function listImportedIds(dataFolder: string): string[] {
  const folder = join(dataFolder, 'external');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && importedIdPattern.test(name.slice(0, -'.json'.length)))
    .map((name) => name.slice(0, -'.json'.length));
}

/** Files never change once they are written, so each is read once. */
const readFiles = new Map<string, { readonly stamp: string; readonly file: ImportedFile }>();

/** Undefined where there is none. @throws AppError lab/bad-file. */
export function readImportedFile(dataFolder: string, id: string): ImportedFile | undefined {
  const path = importedFilePath(dataFolder, id);
  const state = statSync(path, { throwIfNoEntry: false });
  if (!state) {
    readFiles.delete(path);
    return undefined;
  }
  const stamp = `${state.mtimeMs} ${state.size}`;
  const known = readFiles.get(path);
  if (known?.stamp === stamp) return known.file;
  const file = readJsonFile(path, importedFileSchema);
  if (file) readFiles.set(path, { stamp, file });
  return file;
}

/** Where a table lies. */
export function importedFilePath(dataFolder: string, id: string): string {
  return join(dataFolder, 'external', `${id}.json`);
}
