import { hostname } from 'node:os';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../shared/errors.ts';
import { acquireLock, type FolderLock } from '../store/index.ts';
import { readJsonFile, writeJsonFile } from './folder/json-file.ts';

const holderSchema = z.object({ pid: z.int(), host: z.string(), openedAtMs: z.number() });

export function lockPath(dataFolder: string): string {
  return join(dataFolder, 'lab.lock');
}

/** Takes the data folder for this process. @throws AppError lab/locked, naming who has it. */
export function lockDataFolder(dataFolder: string): FolderLock {
  mkdirSync(dataFolder, { recursive: true });
  const holderPath = join(dataFolder, 'lab-holder.json');
  const lock = acquireLock(lockPath(dataFolder));
  if (!lock) {
    const holder = readJsonFile(holderPath, holderSchema);
    const who = holder
      ? `process ${holder.pid} on ${holder.host}, since ${new Date(holder.openedAtMs).toISOString()}`
      : 'another process';
    throw new AppError(
      'lab/locked',
      `The data folder ${dataFolder} is in use by another lab (${who}); wait for it, stop it, or name another data folder.`,
    );
  }
  writeJsonFile(holderPath, { pid: process.pid, host: hostname(), openedAtMs: Date.now() });
  return lock;
}
