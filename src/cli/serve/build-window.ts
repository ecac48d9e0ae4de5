import { join } from 'node:path';
import { repositoryFolder } from '../places.ts';
import { buildIfStale } from './build-if-stale.ts';

/** Builds the window in out/renderer unless it is built from just these sources. @throws AppError build/failed. */
export function buildWindow(say: (sentence: string) => void): void {
  buildIfStale(
    {
      sources: ['src/renderer', 'src/shared', 'package-lock.json', 'electron.vite.config.ts', 'package.json'],
      script: join(repositoryFolder, 'scripts', 'build-window.ts'),
      result: join(repositoryFolder, 'out', 'renderer', 'index.html'),
      stamp: join(repositoryFolder, 'out', 'renderer.stamp'),
      sentence: 'Building the window…',
    },
    say,
  );
}
