import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

/** Builds a part unless it is built from just these sources. @throws AppError build/failed, with what the build printed. */
export function buildIfStale(
  { sources, script, result, stamp, sentence }: Built,
  say: (sentence: string) => void,
): void {
  const description = describeSources(sources);
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === description) return;
  say(sentence);
  try {
    execFileSync(process.execPath, [script], { cwd: repositoryFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new AppError('build/failed', `A part of Booster Lab could not be built:\n${output.trim()}`, { cause: error });
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, description);
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
