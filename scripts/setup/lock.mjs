import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { undoOnInterrupt } from './interrupt.mjs';
import { systemErrorCode } from './set-up-error.mjs';

const beatMs = 2000;
const staleMs = 30_000;
const askAgainMs = 250;

/**
 * Runs `work` while no other process holds the lock `path`; waits for as long as the other one is alive.
 * The lock is a folder (making one is atomic on every file system) whose time stamp the owner keeps fresh.
 * @template T
 * @param {string} path
 * @param {{ onWait?: (owner: string) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, options, work) {
  mkdirSync(dirname(path), { recursive: true });
  let hasTold = false;
  while (!tryTake(path)) {
    if (isAbandoned(path)) {
      breakLock(path);
      continue;
    }
    if (!hasTold) options.onWait?.(readOwner(path)?.text ?? 'another process');
    hasTold = true;
    await sleep(askAgainMs);
  }
  const release = () => rmSync(path, { recursive: true, force: true });
  const forget = undoOnInterrupt(release);
  const beat = setInterval(() => touch(path), beatMs);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    forget();
    release();
  }
}

/** @param {string} path */
function tryTake(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'owner.json'), JSON.stringify({ host: hostname(), pid: process.pid }));
  return true;
}

/** @param {string} path */
function isAbandoned(path) {
  const owner = readOwner(path);
  if (owner && owner.host === hostname()) return !isAlive(owner.pid);
  try {
    return Date.now() - statSync(path).mtimeMs > staleMs;
  } catch {
    return false;
  }
}

/** Renaming is atomic, so of several waiters only one removes the dead owner's lock. @param {string} path */
function breakLock(path) {
  const grave = `${path}.abandoned-${process.pid}-${Date.now()}`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    return;
  }
  rmSync(grave, { recursive: true, force: true });
}

/** @param {string} path @returns {{ host: string, pid: number, text: string } | undefined} */
function readOwner(path) {
  try {
    const owner = JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'));
    return { host: owner.host, pid: owner.pid, text: `process ${owner.pid} on ${owner.host}` };
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The lock was taken away (cache deleted by hand); the final rename still publishes only complete folders.
  }
}
