import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type DigestRow, findDigest, type ReadableStore, saveDigest, type WritableStore } from '../../store/index.ts';
import type { DigestMemory } from '../plan/digest.ts';

const digestLineSchema = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  modifiedAtMs: z.number(),
  digest: z.string(),
});

/** Remembers digests in the store and, so that a rebuild need not read gigabytes again, in digests.jsonl of the data folder. */
export function rememberDigests(store: WritableStore, dataFolder: string): DigestMemory {
  return {
    find: (path) => findDigest(store, path),
    save: (known) => {
      appendFileSync(join(dataFolder, 'digests.jsonl'), `${JSON.stringify(known)}\n`);
      saveDigest(store, known);
    },
  };
}

/** Uses what is remembered and keeps new digests for as long as it lives. */
export function recallDigests(store: ReadableStore | null): DigestMemory {
  const own = new Map<string, DigestRow>();
  return {
    find: (path) => own.get(path) ?? (store ? findDigest(store, path) : undefined),
    save: (known) => own.set(known.path, known),
  };
}

/** Puts the lines of digests.jsonl into the store, the last line of a path counting; broken lines are only lost memory. */
export function importDigests(store: WritableStore, dataFolder: string): void {
  for (const line of readLines(join(dataFolder, 'digests.jsonl'))) {
    const parsed = digestLineSchema.safeParse(parseLine(line));
    if (parsed.success) saveDigest(store, parsed.data);
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
