import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deletedFolder, importingFolder } from './paths.ts';

/** Takes a folder away from its place at once, so that a new one can take it; returns where it is until `removeDeleted`. */
export function setDeleted(dataFolder: string, folder: string): string {
  const place = join(deletedFolder(dataFolder), randomUUID());
  mkdirSync(deletedFolder(dataFolder), { recursive: true });
  if (existsSync(folder)) renameSync(folder, place);
  return place;
}

/** Removes what `setDeleted` has set aside; returns its bytes. */
export async function removeDeleted(place: string): Promise<number> {
  const bytes = await measureFolder(place);
  await rm(place, { recursive: true, force: true, maxRetries: 3 });
  return bytes;
}

/** Removes what a lab that was killed while it deleted or imported has left. */
export async function tidyDeleted(dataFolder: string): Promise<void> {
  // Whatever cannot be removed now is tried again at the next start, and nobody needs it.
  for (const folder of [deletedFolder(dataFolder), importingFolder(dataFolder)])
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

/** Bytes of the files below a folder; 0 where there is none. */
async function measureFolder(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
