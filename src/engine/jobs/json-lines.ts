import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A JSON Lines file that appears under its name only when it is finished. */
export interface JsonLinesWriter {
  write(row: unknown): void;
  /** Gives the file its name. */
  finish(): void;
  /** Removes what was written, unless finished. */
  discard(): void;
}

export function openJsonLines(file: string): JsonLinesWriter {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  const descriptor = openSync(partial, 'w');
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    write: (row) => writeSync(descriptor, `${JSON.stringify(row)}\n`),
    finish() {
      close();
      renameSync(partial, file);
    },
    discard() {
      close();
      rmSync(partial, { force: true }); // gone already where it was finished
    },
  };
}
