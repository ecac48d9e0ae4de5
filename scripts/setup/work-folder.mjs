import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { undoOnInterrupt } from './interrupt.mjs';

/**
 * Gives `work` an empty temporary folder inside the cache, and removes it afterwards whatever happened.
 * It lies on the same disk as the cache, so that a finished part is published by one rename.
 * @template T
 * @param {string} cacheFolder
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withWorkFolder(cacheFolder, work) {
  const parent = join(cacheFolder, 'tmp');
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  const folder = join(parent, `${hostname()}-${process.pid}-${Date.now()}`);
  mkdirSync(folder);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = undoOnInterrupt(remove);
  try {
    return await work(folder);
  } finally {
    forget();
    remove();
  }
}

/** Removes what killed processes of this host left behind. @param {string} parent */
function removeLeftovers(parent) {
  const prefix = `${hostname()}-`;
  for (const name of readdirSync(parent)) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : NaN);
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
