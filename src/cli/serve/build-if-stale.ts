import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { repositoryFolder } from '../places.ts';

/** A part of the product that is built from sources of the repository. */
export interface Built {
  /** Files and folders, relative to the repository. */
  readonly sources: readonly string[];
  /** The script that builds it. */
  readonly script: string;
  /** A file that is there once it is built. */
  readonly result: string;
  /** The file that says from which sources it was built. */
  readonly stamp: string;
  /** Said before it is built. */
  readonly sentence: string;
}

/** Longer than any build takes: a lock of this age was left by a process that is gone. */
const longestBuildMs = 120_000;

/** Builds a part unless it is built from just these sources. @throws AppError build/failed, with what the build printed. */
export function buildIfStale(built: Built, say: (sentence: string) => void): void {
  if (isFresh(built)) return;
  const unlock = lock(`${built.stamp}.lock`);
  try {
    // Another process may have built it while this one waited.
    if (isFresh(built)) return;
    say(built.sentence);
    const description = describeSources(built.sources);
    execFileSync(process.execPath, [built.script], { cwd: repositoryFolder, stdio: ['ignore', 'pipe', 'pipe'] });
    writeFileSync(built.stamp, description);
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new AppError('build/failed', `A part of Booster Lab could not be built:\n${output.trim()}`, { cause: error });
  } finally {
    unlock();
  }
}

function isFresh({ result, stamp, sources }: Built): boolean {
  return existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === describeSources(sources);
}

/** Waits for other builds of the same part; returns what lets the next one in. */
function lock(folder: string): () => void {
  mkdirSync(dirname(folder), { recursive: true });
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(folder);
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const madeAtMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - madeAtMs > longestBuildMs) rmSync(folder, { recursive: true, force: true });
      else Atomics.wait(sleeper, 0, 0, 100);
    }
  }
}

/** Names, sizes and times of the sources: enough to notice an edit, and read in milliseconds. */
function describeSources(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(repositoryFolder, source);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
      : [path];
    for (const file of files) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
