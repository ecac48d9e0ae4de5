import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { isCompressed } from '../../shared/data-format.ts';
import { describeReadError } from '../checkpoint/file-errors.ts';
import { gunzip } from './gunzip.ts';

const chunkBytes = 1024 * 1024;

/** The bytes of a data file, for readers that go from front to back and for those that jump. */
export interface DataBytes {
  /**
   * The content, unpacked where the file is a gzip file. Goes on where the last iteration stopped, so that a reader that gives up
   * leaves the rest readable. A chunk holds its bytes only until the next one is asked for. @throws BrokenGzip.
   */
  readonly chunks: Iterable<Buffer>;
  readonly sizeBytes: number;
  /** Exactly the bytes from `position` on, or as many as there are. */
  readAt(position: number, length: number): Buffer;
}

/** A file that is read once from front to back, or in places; its digest is that of exactly the bytes that were read, as they lie on the disk. */
export interface HashedFile extends DataBytes {
  /** Reads what is left and returns the sha256 of the whole file in hex. @throws AppError data/changed, for a file that was written meanwhile. */
  readonly finishDigest: () => string;
  close(): void;
}

/** Opens a data file for reading; one whose name ends in .gz is unpacked. Errors: `file/not-found`, `file/unreadable`. */
export function openHashedFile(file: string): HashedFile {
  const readOrDescribe = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw describeReadError(error, file, 'a data set');
    }
  };
  const descriptor = readOrDescribe(() => openSync(file, 'r'));
  const opened = readOrDescribe(() => fstatSync(descriptor));
  const hash = createHash('sha256');
  // One for all chunks: a new one for each would be most of what a reader of a large file takes.
  const chunk = Buffer.allocUnsafeSlow(chunkBytes);
  let hasJumped = false;

  function next(): IteratorResult<Buffer> {
    const size = readOrDescribe(() => readSync(descriptor, chunk, 0, chunkBytes, null));
    if (size === 0) return { done: true, value: undefined };
    const value = chunk.subarray(0, size);
    hash.update(value);
    return { done: false, value };
  }

  /** What was read in places is not what is hashed, unless the file stayed the same from the first to the last read. */
  function checkUnchanged(): void {
    const { size, mtimeMs } = fstatSync(descriptor);
    if (size === opened.size && mtimeMs === opened.mtimeMs) return;
    throw new AppError(
      'data/changed',
      `${file}: the file was written to while it was read; read it again when it is finished.`,
    );
  }

  // Without a `return` member, leaving a for-of loop early does not end the iteration.
  const stored: Iterable<Buffer> = { [Symbol.iterator]: () => ({ next }) };
  const unpacked = isCompressed(file) ? gunzip(stored) : null;
  return {
    chunks: unpacked ? { [Symbol.iterator]: () => ({ next: () => unpacked.next() }) } : stored,
    sizeBytes: opened.size,
    readAt(position, length) {
      hasJumped = true;
      // An own ArrayBuffer, because what is decoded from these bytes may point into them.
      const buffer = Buffer.from(new ArrayBuffer(length));
      let size = 0;
      for (let more = -1; size < length && more !== 0; size += more)
        more = readOrDescribe(() => readSync(descriptor, buffer, size, length - size, position + size));
      return buffer.subarray(0, size);
    },
    finishDigest() {
      let result = next();
      while (!result.done) result = next();
      if (hasJumped) checkUnchanged();
      return hash.digest('hex');
    },
    close: () => {
      unpacked?.return(undefined);
      closeSync(descriptor);
    },
  };
}
