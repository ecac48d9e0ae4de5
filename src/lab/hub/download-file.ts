import { createHash, type Hash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { RepoFile } from './describe-repo.ts';
import { filePath, partialPath } from './download-folder.ts';
import { fetchFor, type HubAccess } from './hub-access.ts';
import { HubResponseError } from './hub-errors.ts';

export interface FileSource {
  readonly access: HubAccess;
  /** Address of the file's bytes at its commit. */
  readonly address: string;
  readonly file: RepoFile;
  readonly folder: string;
  /** A connection that stays silent for so long is given up. */
  readonly silentMs: number;
  /** Told the bytes that are there of this file, now and again. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Downloads one file, going on where an earlier attempt stopped; it appears under its name when its hash has been checked.
 * @throws AppError hub/damaged, HubResponseError, what fetch throws, and file errors.
 */
export async function downloadFile(source: FileSource): Promise<void> {
  const { file, folder } = source;
  const [target, partial] = [filePath(folder, file.path), partialPath(folder, file.path)];
  // Only a checked file has this name.
  if (statSync(target, { throwIfNoEntry: false })?.size === file.sizeBytes) {
    source.onBytes(file.sizeBytes);
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  const handle = await open(partial, 'a+');
  let hex: string;
  try {
    hex = await fill(source, handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (hex !== file.hash.hex) {
    rmSync(partial, { force: true });
    throw new AppError(
      'hub/damaged',
      `The file ${file.path} arrived with the hash ${hex}, expected ${file.hash.hex}; it was deleted. Download it again; if that does not help, do not use it.`,
    );
  }
  renameSync(partial, target);
}

/** Brings the unfinished file to its full length; returns the hash of all of it. */
async function fill(source: FileSource, handle: FileHandle): Promise<string> {
  const { file, onBytes } = source;
  let have = (await handle.stat()).size;
  if (have > file.sizeBytes) {
    await handle.truncate(0);
    have = 0;
  }
  let hash = startHash(file);
  if (have > 0) await feed(hash, partialPath(source.folder, file.path));
  onBytes(have);
  if (have === file.sizeBytes) return hash.digest('hex');

  const silence = watchSilence(source.silentMs);
  try {
    const response = await fetchFor(source.access)(source.address, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      signal: silence.signal,
    });
    if (!response.ok || !response.body) throw new HubResponseError(response);
    if (have > 0 && !isRestFrom(have, response)) {
      // A server that knows no ranges sends all of it.
      await handle.truncate(0);
      have = 0;
      hash = startHash(file);
    }
    for await (const chunk of response.body) {
      silence.reset();
      have += chunk.byteLength;
      if (have > file.sizeBytes)
        throw new AppError(
          'hub/damaged',
          `The file ${file.path} is longer than the ${file.sizeBytes} bytes that the hub names; the download was stopped. Try again later.`,
        );
      hash.update(chunk);
      await handle.write(chunk);
      onBytes(have);
    }
  } finally {
    silence.end();
  }
  if (have < file.sizeBytes) throw new TypeError('terminated: the connection ended before the file did');
  return hash.digest('hex');
}

function isRestFrom(have: number, response: Response): boolean {
  return response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
}

/** A signal that is aborted with a TimeoutError when `reset` has not been called for so long. */
function watchSilence(silentMs: number): { signal: AbortSignal; reset: () => void; end: () => void } {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new DOMException('The connection was silent for too long.', 'TimeoutError'));
  let timer = setTimeout(giveUp, silentMs);
  return {
    signal: controller.signal,
    reset: () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, silentMs);
    },
    end: () => clearTimeout(timer),
  };
}

function startHash(file: RepoFile): Hash {
  return file.hash.kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${file.sizeBytes}\0`);
}

async function feed(hash: Hash, path: string): Promise<void> {
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // a stream without encoding yields Buffers
}
