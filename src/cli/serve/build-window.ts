import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { repositoryFolder } from '../places.ts';

const sources = ['src/renderer', 'src/shared', 'package-lock.json', 'electron.vite.config.ts', 'package.json'];
const stampPath = join(repositoryFolder, 'out', 'renderer.stamp');

/** Builds the window in out/renderer unless it is built from just these sources. @throws AppError serve/build-failed. */
export function buildWindow(say: (sentence: string) => void): void {
  const stamp = describeSources();
  const isBuilt = existsSync(join(repositoryFolder, 'out', 'renderer', 'index.html'));
  if (isBuilt && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return;
  say('Building the window…');
  try {
    execFileSync(process.execPath, [join(repositoryFolder, 'scripts', 'build-window.ts')], {
      cwd: repositoryFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new AppError('serve/build-failed', `The window could not be built:\n${output.trim()}`, { cause: error });
  }
  mkdirSync(join(repositoryFolder, 'out'), { recursive: true });
  writeFileSync(stampPath, stamp);
}

/** Names, sizes and times of the sources: enough to notice an edit, and read in milliseconds. */
function describeSources(): string {
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
