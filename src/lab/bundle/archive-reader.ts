import { type FileHandle, open } from 'node:fs/promises';
import { configure, type FileEntry, Reader, ZipReader } from '@zip.js/zip.js';
import { AppError } from '../../shared/errors.ts';
import { findCollision, findForeignName } from './portable-names.ts';
import { readEntry, type TakeBytes } from './read-entry.ts';

configure({ useWebWorkers: false });

export interface ArchiveEntry {
  readonly path: string;
  /** As the archive declares it; reading never gives more. */
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  /** Gives the bytes in order. @throws Error where they are damaged or more than declared. */
  read(take: TakeBytes, signal?: AbortSignal): Promise<void>;
}

export interface Archive {
  readonly sizeBytes: number;
  /** Where the first entry begins: what stands before is the page. */
  readonly pageBytes: number;
  readonly entries: readonly ArchiveEntry[];
  readonly file: FileHandle;
  close(): Promise<void>;
}

/** More than any real log shrinks; a ratio beyond it is a trap. */
const highestRatio = 400;
const harmlessBytes = 1 << 20;

/**
 * Opens the archive of a bundle. @throws AppError bundle/no-file, bundle/not-a-bundle, bundle/damaged, bundle/unsafe for names that
 * occur twice, links, folders, encryption, and entries that unpack to far more than they are or lie in each other.
 */
export async function openArchive(path: string): Promise<Archive> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    if (size === 0)
      throw new AppError('bundle/not-a-bundle', `${path} is no bundle: the file is empty. Ask for it again.`);
    const zip = new ZipReader(new HandleReader(file, size), {
      useCompressionStream: true,
      checkOverlappingEntry: true,
      checkCrc32: true,
      checkLocalDirectory: true,
      checkLocalFilename: true,
      filenameValidation: 'strict',
      maxAppendedDataSize: 0,
    });
    const found = await zip.getEntries();
    const entries = found.map((entry) => {
      // Other kinds are folders.
      if (entry.directory) throw unsafe(path, entry.filename, 'is a folder, expected files alone');
      refuseTraps(path, entry);
      return describeEntry(entry);
    });
    refuseDoubles(path, entries);
    refuseOverlaps(path, found);
    return {
      sizeBytes: size,
      pageBytes: Math.min(size, ...found.map((entry) => entry.offset)),
      entries,
      file,
      close: async () => {
        await zip.close();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error instanceof AppError ? error : describeFailure(path, error);
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('bundle/no-file', `The bundle ${path} cannot be read: ${reason}.`, { cause: error });
  }
  throw new AppError('bundle/no-file', `The bundle ${path} cannot be read: expected a file, found a folder.`);
}

class HandleReader extends Reader<FileHandle> {
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    super(file);
    this.#file = file;
    this.size = size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, offset);
    return bytes.subarray(0, bytesRead);
  }
}

function describeEntry(entry: FileEntry): ArchiveEntry {
  return {
    path: entry.filename,
    sizeBytes: entry.uncompressedSize,
    compressedBytes: entry.compressedSize,
    read: (take, signal) => readEntry(entry, take, signal),
  };
}

function refuseTraps(path: string, entry: FileEntry): void {
  if (entry.encrypted) throw unsafe(path, entry.filename, 'is encrypted');
  if (entry.symlink) throw unsafe(path, entry.filename, 'is a link, expected a file');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw unsafe(path, entry.filename, `is packed by method ${entry.compressionMethod}, expected 0 or 8`);
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > harmlessBytes && uncompressedSize > compressedSize * highestRatio)
    throw unsafe(path, entry.filename, `unpacks from ${compressedSize} to ${uncompressedSize} bytes, which is a trap`);
}

function refuseDoubles(path: string, entries: readonly ArchiveEntry[]): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    if (seen.has(entry.path)) throw unsafe(path, entry.path, 'occurs twice');
    seen.add(entry.path);
  }
  const collision = findCollision(seen);
  if (collision) {
    const { path: name, other } = collision;
    throw unsafe(
      path,
      name,
      `differs only in capitals from ${JSON.stringify(other)}, which is the same place on Windows`,
    );
  }
}

/** Entries that lie in each other unpack to more than a file can hold. */
function refuseOverlaps(
  path: string,
  entries: readonly { filename: string; offset: number; compressedSize: number }[],
) {
  const sorted = entries.toSorted((left, right) => left.offset - right.offset);
  for (const [index, entry] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && entry.offset + entry.compressedSize + entry.filename.length > next.offset)
      throw unsafe(path, entry.filename, `lies over ${next.filename} in the archive`);
  }
}

function unsafe(path: string, entry: string, what: string): AppError {
  return new AppError('bundle/unsafe', `The bundle ${path} is refused: its entry ${JSON.stringify(entry)} ${what}.`);
}

/** What is wrong with a name that the archive's reader refused. */
function describeName(name: string): string {
  const isAway = /^[\\/]|^[A-Za-z]:[\\/]|(^|[\\/])\.\.([\\/]|$)/.test(name);
  return (isAway ? null : findForeignName(name)) ?? 'has a name that leads out of the bundle';
}

/** What a failed reading of the list of entries means. */
function describeFailure(path: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  const filename = error instanceof Error && 'filename' in error ? String(error.filename) : null;
  if (filename !== null) return unsafe(path, filename, describeName(filename));
  if (/not found|EOCDR|format is not recognized/i.test(reason)) {
    return new AppError(
      'bundle/not-a-bundle',
      `${path} is no bundle, or its end is missing: expected a ZIP archive behind the page, found none. Ask for the file again.`,
      { cause: error },
    );
  }
  return new AppError(
    'bundle/damaged',
    `The bundle ${path} is damaged: the archive's list of entries cannot be read (${reason}). Ask for the file again.`,
    { cause: error },
  );
}
