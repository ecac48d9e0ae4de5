import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { findDataFormat, isCompressed } from '../../shared/data-format.ts';

const chunkBytes = 1 << 20;
/** What a packed file may hold to be counted: it is unpacked in this process's memory. */
const mostUnpackedBytes = 256 * 1024 * 1024;
const [newline, carriageReturn, quote] = [0x0a, 0x0d, 0x22];

/**
 * How many rows a data file has, without a look into them; null where it cannot be told. What is wrong with a file is the
 * engine's to say. @throws the system's error for a file that cannot be read.
 */
export function countFileRows(path: string): number | null {
  const unpacked = isCompressed(path) ? unpack(path) : undefined;
  if (unpacked === null) return null;
  const read: ReadBytes = unpacked ? (take) => take(unpacked) : (take) => readChunks(path, take);
  switch (findDataFormat(path)) {
    case 'csv':
      return countCsvRows(read);
    case 'json':
      return countItems(unpacked ?? readFileSync(path));
    case 'parquet':
      return readParquetRowCount(path);
    default:
      return countLines(read);
  }
}

type ReadBytes = (take: (bytes: Buffer) => void) => void;

/** The content of a packed file; null for one that is damaged or too large. */
function unpack(path: string): Buffer | null {
  const bytes = readFileSync(path);
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpackedBytes });
  } catch {
    return null;
  }
}

/** Lines that are not empty. */
function countLines(read: ReadBytes): number {
  let lines = 0;
  let hasContent = false;
  read((bytes) => {
    for (const byte of bytes) {
      if (byte !== newline) hasContent ||= byte > 0x20;
      else {
        lines += hasContent ? 1 : 0;
        hasContent = false;
      }
    }
  });
  return lines + (hasContent ? 1 : 0);
}

/** Lines outside quotes that are not empty, less the one with the names. A doubled quote leaves and enters the quotes at once. */
function countCsvRows(read: ReadBytes): number {
  let lines = 0;
  let isQuoted = false;
  let hasContent = false;
  read((bytes) => {
    for (const byte of bytes) {
      if (byte === quote) isQuoted = !isQuoted;
      if (isQuoted || (byte !== newline && byte !== carriageReturn)) hasContent = true;
      else {
        lines += hasContent ? 1 : 0;
        hasContent = false;
      }
    }
  });
  return Math.max(0, lines + (hasContent ? 1 : 0) - 1);
}

function countItems(bytes: Buffer): number | null {
  const value: unknown = parseOrNull(bytes.toString('utf8'));
  return Array.isArray(value) ? value.length : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The number in the footer, whose length stands in the last eight bytes before the magic ones. */
function readParquetRowCount(path: string): number | null {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(8);
    if (size < 12 || readSync(file, tail, 0, 8, size - 8) < 8) return null;
    const length = tail.readUInt32LE(0) + 8;
    if (length > size) return null;
    const footer = Buffer.alloc(length);
    readSync(file, footer, 0, length, size - length);
    return Number(parquetMetadata(new Uint8Array(footer), { geoparquet: false }).num_rows);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    return null;
  } finally {
    closeSync(file);
  }
}

function readChunks(path: string, take: (bytes: Buffer) => void): void {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(chunkBytes);
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) take(buffer.subarray(0, size));
  } finally {
    closeSync(file);
  }
}
