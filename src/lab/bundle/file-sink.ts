import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

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
