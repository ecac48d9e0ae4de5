import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** A new folder of the data folder for an export, such as exports/2026-11-24-mlflow. */
export function proposeExportFolder(dataFolder: string, form: string): string {
  const base = join(dataFolder, 'exports', `${new Date().toISOString().slice(0, 10)}-${form}`);
  for (let count = 1; ; count += 1) {
    const folder = count === 1 ? base : `${base}-${count}`;
    if (!existsSync(folder)) return folder;
  }
}

/** @throws AppError interop/bad-path for a path that begins nowhere. */
export function requireWholePath(folder: string): void {
  if (isAbsolute(folder)) return;
  throw new AppError(
    'interop/bad-path',
    `"${folder}": expected a whole path of a new folder, such as /home/me/exports/mlruns.`,
  );
}
