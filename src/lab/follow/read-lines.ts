import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The whole lines of a file after an offset. */
export interface LineBatch {
  readonly lines: readonly string[];
  /** Behind the last whole line. */
  readonly byteOffset: number;
  /** True if the file is shorter than the offset: it is another file than the one that was read before. */
  readonly isReplaced: boolean;
  /** True if more whole lines may follow. */
  readonly hasMore: boolean;
}

const newline = 10;

/** Reads up to about `limitBytes` of whole lines from an offset on; undefined if there is no file. A line without its end yet is left. */
export function readLines(path: string, byteOffset: number, limitBytes = 4 << 20): LineBatch | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  try {
    const sizeBytes = fstatSync(file).size;
    if (sizeBytes < byteOffset) return { lines: [], byteOffset: 0, isReplaced: true, hasMore: true };
    // One line may be longer than the limit; then the piece is doubled until its end is in it.
    for (let limit = limitBytes; ; limit *= 2) {
      const lengthBytes = Math.min(limit, sizeBytes - byteOffset);
      const bytes = readBytes(file, byteOffset, lengthBytes);
      const end = bytes.lastIndexOf(newline);
      const isAll = lengthBytes === sizeBytes - byteOffset;
      if (end === -1 && !isAll) continue;
      const text = bytes.subarray(0, end + 1).toString('utf8');
      return {
        lines: text.split('\n').slice(0, -1),
        byteOffset: byteOffset + end + 1,
        isReplaced: false,
        hasMore: !isAll,
      };
    }
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function readBytes(file: number, position: number, lengthBytes: number): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  let done = 0;
  while (done < lengthBytes) {
    const count = readSync(file, bytes, done, lengthBytes - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
