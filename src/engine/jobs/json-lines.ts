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

/** Characters that are written at a time: a call of the system per row would be most of the work. */
const bufferedLength = 1 << 18;

export function openJsonLines(file: string): JsonLinesWriter {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  const descriptor = openSync(partial, 'w');
  let isOpen = true;
  let waiting = '';
  const flush = (): void => {
    const bytes = Buffer.from(waiting);
    waiting = '';
    for (let start = 0; start < bytes.length; ) start += writeSync(descriptor, bytes, start);
  };
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    write(row) {
      waiting += `${JSON.stringify(row)}\n`;
      if (waiting.length >= bufferedLength) flush();
    },
    finish() {
      flush();
      close();
      renameSync(partial, file);
    },
    discard() {
      close();
      rmSync(partial, { force: true }); // gone already where it was finished
    },
  };
}
