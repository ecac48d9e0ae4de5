import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { describeReadError } from '../checkpoint/file-errors.ts';

const chunkBytes = 1024 * 1024;

/** A file read once from front to back; its digest is that of exactly the bytes that were handed out. */
export interface HashedFile {
  /** Goes on where the last iteration stopped, so that a reader that gives up leaves the rest readable. */
  readonly chunks: Iterable<Buffer>;
  /** Reads what is left and returns the sha256 of the whole file in hex. */
  readonly finishDigest: () => string;
  close(): void;
}

/** Opens a data file for reading. Errors: `file/not-found`, `file/unreadable`. */
export function openHashedFile(file: string): HashedFile {
  const descriptor = readOrDescribe(file, () => openSync(file, 'r'));
  const hash = createHash('sha256');

  function next(): IteratorResult<Buffer> {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const size = readOrDescribe(file, () => readSync(descriptor, buffer, 0, chunkBytes, null));
    if (size === 0) return { done: true, value: undefined };
    const value = buffer.subarray(0, size);
    hash.update(value);
    return { done: false, value };
  }

  // Without a `return` member, leaving a for-of loop early does not end the iteration.
  const chunks: Iterable<Buffer> = { [Symbol.iterator]: () => ({ next }) };
  return {
    chunks,
    finishDigest() {
      let result = next();
      while (!result.done) result = next();
      return hash.digest('hex');
    },
    close: () => closeSync(descriptor),
  };
}

function readOrDescribe<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw describeReadError(error, file, 'a data set');
  }
}
