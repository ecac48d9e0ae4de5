import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const stateSchema = z.object({
  /** The data folder that the user chose; absent for the usual one. */
  dataFolder: z.string().min(1).optional(),
  window: z
    .object({
      x: z.int(),
      y: z.int(),
      width: z.int().min(100),
      height: z.int().min(100),
      isMaximized: z.boolean(),
    })
    .optional(),
});

/** What the desktop remembers between starts; losing it harms nothing. */
export type DesktopState = z.infer<typeof stateSchema>;

export interface StateFile {
  get(): DesktopState;
  set(change: Partial<DesktopState>): void;
}

/** Opens the file; one that is missing or unreadable counts as empty. */
export function openStateFile(path: string): StateFile {
  let state = read(path);
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(`${path}.new`, JSON.stringify(state));
        renameSync(`${path}.new`, path);
      } catch {
        // A full disk must not keep a window from closing; it is remembered until the application ends.
      }
    },
  };
}

function read(path: string): DesktopState {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
