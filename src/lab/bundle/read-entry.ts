import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import type { FileEntry } from '@zip.js/zip.js';

/** Where the bytes of an entry go. */
export type TakeBytes = (bytes: Uint8Array) => void | Promise<void>;

/** Entries up to here are unpacked whole: in a fraction of the time, and a few at a time need no memory to speak of. */
const largestWholeBytes = 8 << 20;
const deflated = 8;
const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Gives the bytes of an entry in order, checked against its CRC. @throws Error where they are damaged, or more or fewer than declared. */
export async function readEntry(entry: FileEntry, take: TakeBytes, signal?: AbortSignal): Promise<void> {
  const { uncompressedSize, compressedSize, compressionMethod } = entry;
  if (compressionMethod === deflated && Math.max(uncompressedSize, compressedSize) <= largestWholeBytes)
    return readWhole(entry, take, signal);
  let count = 0;
  await pour(entry, { signal }, async (bytes) => {
    count += bytes.length;
    if (count > uncompressedSize) throw tooMuch(entry);
    await take(bytes);
  });
  if (count < uncompressedSize) throw tooLittle(entry, count);
}

async function readWhole(entry: FileEntry, take: TakeBytes, signal: AbortSignal | undefined): Promise<void> {
  const pieces: Uint8Array[] = [];
  await pour(entry, { signal, passThrough: true }, (bytes) => void pieces.push(bytes));
  const bytes = await inflateAtMost(entry, Buffer.concat(pieces));
  if (bytes.length < entry.uncompressedSize) throw tooLittle(entry, bytes.length);
  if (crc32(bytes) !== entry.signature) throw new Error('its checksum is not the one that the archive declares');
  signal?.throwIfAborted();
  if (bytes.length > 0) await take(bytes);
}

async function inflateAtMost(entry: FileEntry, bytes: Buffer): Promise<Buffer> {
  try {
    // 0 is no limit that zlib takes.
    const unpacked = await inflate(bytes, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
    if (unpacked.length > entry.uncompressedSize) throw tooMuch(entry);
    return unpacked;
  } catch (error) {
    throw error instanceof RangeError ? tooMuch(entry) : error;
  }
}

/** Gives the bytes of an entry, unpacked or as they are packed. */
async function pour(
  entry: FileEntry,
  { signal, ...options }: { readonly signal: AbortSignal | undefined; readonly passThrough?: boolean },
  take: TakeBytes,
): Promise<void> {
  const sink = new WritableStream<Uint8Array>({ write: take });
  await entry.getData(sink, signal ? { ...options, signal } : options);
}

function tooMuch({ uncompressedSize }: FileEntry): Error {
  return new Error(`it unpacks to more than the ${uncompressedSize} bytes that the archive declares`);
}

function tooLittle({ uncompressedSize }: FileEntry, count: number): Error {
  return new Error(`it unpacks to ${count} bytes, the archive declares ${uncompressedSize}`);
}
