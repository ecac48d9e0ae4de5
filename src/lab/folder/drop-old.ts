import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const keepMs = 7 * 24 * 3600_000;

/** Deletes what has been put aside into a folder more than a week ago. */
export function dropOld(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).ctimeMs > keepMs) rmSync(path, { recursive: true, force: true });
  }
}
