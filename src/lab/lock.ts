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

function holderPath(dataFolder: string): string {
  return join(dataFolder, 'lab-holder.json');
}

/** Takes the data folder for this process. @throws AppError lab/locked, naming who has it. */
export function lockDataFolder(dataFolder: string): FolderLock {
  const lock = tryLockDataFolder(dataFolder);
  if (!lock) {
    throw new AppError(
      'lab/locked',
      `The data folder ${dataFolder} is in use by another lab (${describeHolder(dataFolder)}); wait for it, stop it, or name another data folder.`,
    );
  }
  return lock;
}

/** Takes the data folder for this process; undefined where another lab has it. */
export function tryLockDataFolder(dataFolder: string): FolderLock | undefined {
  mkdirSync(dataFolder, { recursive: true });
  const lock = acquireLock(lockPath(dataFolder));
  if (lock) writeJsonFile(holderPath(dataFolder), { pid: process.pid, host: hostname(), openedAtMs: Date.now() });
  return lock;
}

/** Who has a locked data folder, as far as is known, for the middle of a sentence. */
export function describeHolder(dataFolder: string): string {
  const holder = readJsonFile(holderPath(dataFolder), holderSchema);
  return holder
    ? `process ${holder.pid} on ${holder.host}, since ${new Date(holder.openedAtMs).toISOString()}`
    : 'another process';
}
