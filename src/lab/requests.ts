import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { acquireLock } from '../store/index.ts';
import { readJsonFile, writeJsonFile } from './folder/json-file.ts';
import { requestsFolder } from './folder/paths.ts';
import { lockPath } from './lock.ts';
import type { Target } from './types.ts';

const requestSchema = z.object({
  kind: z.literal('cancel'),
  target: z.union([z.object({ experimentId: z.string() }), z.object({ runId: z.string() })]),
});

/** Asks the lab that has the folder open, in whatever process, to cancel. False if no lab has it open: then open it and cancel. */
export function requestCancel(dataFolder: string, target: Target): boolean {
  if (!existsSync(lockPath(dataFolder))) return false;
  const lock = acquireLock(lockPath(dataFolder));
  if (lock) {
    lock.release();
    return false;
  }
  writeJsonFile(join(requestsFolder(dataFolder), `${randomUUID()}.json`), { kind: 'cancel', target });
  return true;
}

/** Takes the requests that wait, each once. */
export function takeRequests(dataFolder: string): { kind: 'cancel'; target: Target }[] {
  const folder = requestsFolder(dataFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const path = join(folder, name);
      try {
        const request = readJsonFile(path, requestSchema);
        return request ? [request] : [];
      } finally {
        // One that makes no sense must not stand before the others for ever.
        rmSync(path, { force: true });
      }
    });
}
