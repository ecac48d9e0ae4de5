import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The desktop's own log: what went wrong outside experiments. Nothing of it leaves the machine. */
export interface DesktopLog {
  readonly path: string;
  write(level: 'info' | 'warning' | 'error', text: string): void;
  /** A bug, with its stack. */
  reportBug(error: unknown): void;
}

const largestBytes = 5_000_000;

/** Opens `desktop.log` in a folder; a long one is moved aside once. */
export function openLog(folder: string): DesktopLog {
  const path = join(folder, 'desktop.log');
  mkdirSync(folder, { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestBytes) {
    renameSync(path, join(folder, 'desktop.old.log'));
  }
  const write: DesktopLog['write'] = (level, text) => {
    try {
      appendFileSync(path, `${new Date().toISOString()} ${level} ${text}\n`);
    } catch {
      // A full disk must not end the application that is about to say so.
    }
  };
  return {
    path,
    write,
    reportBug: (error) => write('error', error instanceof Error ? (error.stack ?? error.message) : String(error)),
  };
}
