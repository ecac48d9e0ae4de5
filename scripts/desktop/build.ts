import { join, resolve } from 'node:path';
import { buildIfStale } from '../../src/cli/serve/build-if-stale.ts';

const repository = resolve(import.meta.dirname, '..', '..');

/** Builds main process, workers and preload script in out/ unless they are built from just these sources. @throws AppError build/failed. */
export function buildDesktop(say: (sentence: string) => void): void {
  buildIfStale(
    {
      sources: ['src', 'package-lock.json', 'electron.vite.config.ts', 'package.json'],
      script: join(repository, 'scripts', 'build-desktop.ts'),
      result: join(repository, 'out', 'main', 'index.js'),
      stamp: join(repository, 'out', 'desktop.stamp'),
      sentence: 'Building the desktop application…',
    },
    say,
  );
}
