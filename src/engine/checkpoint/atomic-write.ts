import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { describeWriteError, getSystemCode } from './file-errors.ts';

/** One write call stays well under the 2 GiB that the system accepts at once. */
const largestWriteBytes = 256 * 1024 * 1024;

/**
 * Writes a file so that it is either the old one or the whole new one: temporary name, fsync, rename.
 * `write` gets a function that appends bytes. Errors: `disk/full`, `disk/unwritable`; whatever fails, the temporary file is removed.
 */
export function writeFileAtomic(file: string, write: (append: (bytes: Uint8Array) => void) => void): void {
  const temporary = temporaryName(file);
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      write((bytes) => appendAll(descriptor, bytes));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw describeWriteError(error, file);
  }
}

/**
 * Fills a new folder and gives it its name only when complete; an existing empty folder is replaced.
 * Errors: `disk/not-empty` when the target holds anything, `disk/full`, `disk/unwritable`.
 */
export function writeFolderAtomic(folder: string, fill: (temporaryFolder: string) => void): void {
  if (!isMissingOrEmpty(folder)) {
    throw new AppError(
      'disk/not-empty',
      `${folder}: a new or empty folder is needed here, but it already holds files; choose another.`,
    );
  }
  const temporary = temporaryName(folder);
  try {
    mkdirSync(dirname(resolve(folder)), { recursive: true });
    mkdirSync(temporary);
    fill(temporary);
    syncFolder(temporary);
    removeEmpty(folder);
    renameSync(temporary, folder);
    syncFolder(dirname(folder));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // A file inside names the temporary folder, which the reader of the sentence never saw.
    const isFromInside = error instanceof AppError && error.code.startsWith('disk/');
    throw describeWriteError(isFromInside ? error.cause : error, folder);
  }
}

function temporaryName(target: string): string {
  return `${resolve(target)}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`;
}

function appendAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) {
    at += writeSync(descriptor, bytes, at, Math.min(largestWriteBytes, bytes.byteLength - at));
  }
}

/** Makes a rename survive a power cut; Windows cannot open folders and needs no such step. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function isMissingOrEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    if (getSystemCode(error) === 'ENOENT') return true;
    throw describeWriteError(error, folder);
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (getSystemCode(error) !== 'ENOENT') throw error;
  }
}
