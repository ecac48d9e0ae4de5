import { existsSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import { ZodError } from 'zod';
import { findDamage, isDamage, openStore, type WritableStore } from '../store/index.ts';
import { importDigests } from './folder/digest-file.ts';
import { indexFolders } from './folder/index-folders.ts';
import { databasePath } from './folder/paths.ts';
import { takeDamageMark } from './guard-damage.ts';

export interface OpenIndex {
  readonly store: WritableStore;
  /** A sentence for each thing that was found or mended. */
  readonly warnings: readonly string[];
}

/**
 * Opens the database of a data folder in line with its folders. A damaged one is set aside and made again from them: it is an
 * index and holds nothing that they do not. @throws AppError store/..., lab/...
 */
export function openIndex(dataFolder: string): OpenIndex {
  const path = databasePath(dataFolder);
  const isNew = !existsSync(path);
  const isMarked = takeDamageMark(dataFolder);
  try {
    if (isMarked && !isNew) throw new DamagedError('it could not be read any more');
    return openAndIndex(dataFolder, isNew);
  } catch (error) {
    if (isNew || !isBroken(error)) throw error;
    const kept = setAside(path);
    const { store, warnings } = openAndIndex(dataFolder, true);
    const reason = error instanceof ZodError ? 'it holds values that make no sense' : describe(error);
    const sentence = `The database was damaged (${reason}); it was set aside as ${basename(kept)} and made again from the experiment and stage folders, so nothing is lost.`;
    return { store, warnings: [sentence, ...warnings] };
  }
}

function openAndIndex(dataFolder: string, isNew: boolean): OpenIndex {
  const store = openStore(databasePath(dataFolder));
  try {
    const damage = isNew ? null : findDamage(store);
    if (damage !== null) throw new DamagedError(damage);
    if (isNew) importDigests(store, dataFolder);
    return { store, warnings: indexFolders(store, dataFolder) };
  } catch (error) {
    store.close();
    throw error;
  }
}

class DamagedError extends Error {}

/** Broken as a file, or with rows that cannot have been written by us. */
function isBroken(error: unknown): boolean {
  return error instanceof DamagedError || error instanceof ZodError || error instanceof SyntaxError || isDamage(error);
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').replace(/\.$/, '');
}

/** Moves a database with its journals out of the way, with a time stamp; returns its new path. */
function setAside(path: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const kept = `${path}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${kept}${suffix}`);
  return kept;
}
