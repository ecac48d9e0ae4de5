import { app, shell } from 'electron';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { DesktopPowers } from '../host/index.ts';
import { createPrinter } from './print-pdf.ts';
import { openSecrets } from './secrets.ts';

/** What the desktop can do for its window beyond what `serve` can. */
export function createPowers(): DesktopPowers {
  return {
    openPath: showPath,
    printPdf: createPrinter(),
    secrets: openSecrets(join(app.getPath('userData'), 'secrets.json')),
  };
}

/** Shows a folder, or a file in its folder: a file itself is never opened, it might be a program. @throws AppError desktop/cannot-show. */
async function showPath(path: string): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new AppError('desktop/cannot-show', `${path} is not there any more.`);
  if (!found.isDirectory()) return shell.showItemInFolder(path);
  const problem = await shell.openPath(path);
  if (problem !== '') throw new AppError('desktop/cannot-show', `${path} could not be shown: ${problem}`);
}
