import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetEntry } from '../../shared/contract/library.ts';
import { AppError } from '../../shared/errors.ts';
import { datasetRoles } from '../../shared/layouts/index.ts';
import { columnsSchema } from '../../shared/settings/dataset.ts';
import { recipeSchema } from '../../shared/spec/recipe.ts';
import { readJsonFile, writeJsonFile } from '../../lab/folder/json-file.ts';

/** dataset.json beside the rows of an imported data set. */
const datasetFileSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  role: z.enum(datasetRoles).nullable(),
  columns: columnsSchema,
  rowCount: z.int().min(1),
  sizeBytes: z.int().min(0),
  /** Of rows.jsonl: what the stages of runs name. */
  digest: z.string(),
  /** The file that was imported. */
  from: z.strictObject({ fileName: z.string(), digest: z.string() }),
  /** Absent in sets that were imported before there were recipes. */
  recipe: recipeSchema.nullable().default(null),
  addedAtMs: z.int(),
});
export type DatasetFile = z.infer<typeof datasetFileSchema>;

const trashForMs = 7 * 24 * 60 * 60 * 1000;

export function datasetsFolder(dataFolder: string): string {
  return join(dataFolder, 'datasets');
}

export function rowsPath(folder: string): string {
  return join(folder, 'rows.jsonl');
}

export function writeDatasetFile(folder: string, file: DatasetFile): void {
  writeJsonFile(join(folder, 'dataset.json'), file);
}

/** Every imported data set, the latest first. @throws AppError lab/bad-file naming a dataset.json that cannot be read. */
export async function listImported(dataFolder: string): Promise<DatasetEntry[]> {
  const names = await readdir(datasetsFolder(dataFolder)).catch(() => []);
  const entries = names
    .filter((name) => !name.startsWith('.'))
    .flatMap((id) => readImported(datasetsFolder(dataFolder), id) ?? []);
  return entries.sort((left, right) => (right.addedAtMs ?? 0) - (left.addedAtMs ?? 0));
}

/** An imported data set; undefined where its folder has no dataset.json. */
export function readImported(parent: string, id: string): DatasetEntry | undefined {
  const folder = join(parent, id);
  const file = readJsonFile(join(folder, 'dataset.json'), datasetFileSchema);
  if (!file) return undefined;
  const { version: _version, ...described } = file;
  const path = rowsPath(folder);
  const isMissing = !existsSync(path);
  return { ...described, id, path, source: 'imported', isMissing };
}

/** A new folder that appears among the data sets only when `fill` has filled it; returns its name. */
export async function addDatasetFolder(
  dataFolder: string,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const id = `${slug || 'data'}-${randomBytes(4).toString('hex')}`;
  const partial = join(datasetsFolder(dataFolder), `.import-${id}`);
  try {
    await mkdir(partial, { recursive: true });
    await fill(partial);
    await rename(partial, join(datasetsFolder(dataFolder), id));
    return id;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Moves a data set into the trash. @throws AppError library/no-dataset. */
export async function trashDataset(dataFolder: string, id: string): Promise<void> {
  const target = join(trashFolder(dataFolder), checkId(id));
  await mkdir(trashFolder(dataFolder), { recursive: true });
  await move(join(datasetsFolder(dataFolder), id), target, id);
  // Its age in the trash counts from now.
  await utimes(target, new Date(), new Date());
}

/** Moves a data set out of the trash. @throws AppError library/no-dataset. */
export async function restoreDataset(dataFolder: string, id: string): Promise<void> {
  await move(join(trashFolder(dataFolder), checkId(id)), join(datasetsFolder(dataFolder), id), id);
}

/** Deletes what has been in the trash for a week, and what an import that was killed has left. */
export async function tidyDatasets(dataFolder: string, nowMs: number): Promise<void> {
  const names = await readdir(datasetsFolder(dataFolder)).catch(() => []);
  const partial = names
    .filter((name) => name.startsWith('.import-'))
    .map((name) => join(datasetsFolder(dataFolder), name));
  const trashed = (await readdir(trashFolder(dataFolder)).catch(() => [])).map((name) =>
    join(trashFolder(dataFolder), name),
  );
  const ages = await Promise.all(trashed.map(async (path) => ({ path, atMs: (await stat(path)).mtimeMs })));
  const old = ages.filter(({ atMs }) => nowMs - atMs > trashForMs).map(({ path }) => path);
  await Promise.all([...partial, ...old].map((path) => rm(path, { recursive: true, force: true })));
}

function trashFolder(dataFolder: string): string {
  return join(datasetsFolder(dataFolder), '.trash');
}

/** An id from outside must not lead out of the folder. */
function checkId(id: string): string {
  if (/^[a-z0-9-]+$/.test(id)) return id;
  throw noDataset(id);
}

async function move(from: string, to: string, id: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw noDataset(id);
    throw error;
  }
}

function noDataset(id: string): AppError {
  return new AppError('library/no-dataset', `There is no imported data set "${id}"; it may have been removed.`);
}
