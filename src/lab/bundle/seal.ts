import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const pieceBytes = 1 << 20;
const words = 'Booster Lab bundle, sha256 of all before: ';

/** Bytes of the seal: the archive's comment, which is the end of the file. */
export const sealLength = words.length + 64;

/** What stands at the end of a bundle: the digest of everything before it, so that no byte changes unnoticed. */
export function makeSeal(sha256: string): Uint8Array {
  return new TextEncoder().encode(`${words}${sha256}`);
}

/** The digest that a file's seal names; undefined where its end is no seal. */
export async function readSeal(file: FileHandle, sizeBytes: number): Promise<string | undefined> {
  if (sizeBytes < sealLength) return undefined;
  const bytes = Buffer.alloc(sealLength);
  await file.read(bytes, 0, sealLength, sizeBytes - sealLength);
  const text = bytes.toString('latin1');
  return text.startsWith(words) && /^[0-9a-f]{64}$/.test(text.slice(words.length))
    ? text.slice(words.length)
    : undefined;
}

/** The sha256 of the bytes of a file from `start` to before `end`, told piece by piece how many were read. */
export async function hashRange(
  path: string,
  range: { readonly start: number; readonly end: number },
  options: { readonly signal: AbortSignal | undefined; readonly onBytes: (count: number) => void },
): Promise<string> {
  const hash = createHash('sha256');
  if (range.end <= range.start) return hash.digest('hex');
  // One buffer for all pieces: a stream takes a new one for each.
  const bytes = Buffer.allocUnsafe(Math.min(range.end - range.start, pieceBytes));
  const file = await open(path, 'r');
  try {
    for (let position = range.start; position < range.end; ) {
      options.signal?.throwIfAborted();
      const wanted = Math.min(bytes.length, range.end - position);
      const { bytesRead } = await file.read(bytes, 0, wanted, position);
      if (bytesRead === 0) break;
      hash.update(bytes.subarray(0, bytesRead));
      options.onBytes(bytesRead);
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
