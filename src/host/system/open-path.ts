import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { DesktopPowers } from '../context.ts';

/**
 * Shows a file or folder of the data folder in the system's file manager. Links are followed before the place is judged.
 * @throws AppError host/no-desktop in a browser, files/not-found, files/outside.
 */
export async function openPath(path: string, dataFolder: string, desktop: DesktopPowers | null): Promise<void> {
  if (!desktop)
    throw new AppError(
      'host/no-desktop',
      `A browser cannot open folders of the lab's machine; the path is ${path}. The desktop application can.`,
    );
  const [real, root] = await Promise.all([resolveReal(path), resolveReal(dataFolder)]);
  const below = relative(root, real);
  if (below.startsWith('..') || isAbsolute(below))
    throw new AppError('files/outside', `${path}: only what lies in the data folder, ${dataFolder}, can be shown.`);
  await desktop.openPath(real);
}

async function resolveReal(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw new AppError('files/not-found', `${path}: there is nothing at this place any more.`, { cause: error });
  }
}
