import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { forEachAtOnce } from '../at-once.ts';

/** A file to be written piece by piece, in a folder that is made if need be; it must not exist yet. */
export async function openFileSink(path: string) {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  return {
    take: async (bytes: Uint8Array) => {
      await file.writeFile(bytes);
    },
    close: () => file.close(),
  };
}

/** Waiting for the disk is most of it, and waits can be shared. */
const filesAtOnce = 16;

/** Returns when files are safely on the disk, and not only in the system's memory. */
export function syncFiles(paths: readonly string[], signal?: AbortSignal): Promise<void> {
  return forEachAtOnce(paths, filesAtOnce, async (path) => {
    signal?.throwIfAborted();
    // Windows flushes only what may be written.
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  });
}
