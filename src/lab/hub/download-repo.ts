import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { statfs } from 'node:fs/promises';
import type { DownloadState } from '../../shared/contract/hub.ts';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type { DescribedRepo } from './describe-repo.ts';
import { downloadFile } from './download-file.ts';
import { countBytes, type DownloadManifest, readDownload, writeDownload } from './download-folder.ts';
import type { HubAccess } from './hub-access.ts';
import { describeHubError, HubResponseError, isPassing } from './hub-errors.ts';

export interface DownloadReading {
  readonly state: Extract<DownloadState, 'downloading' | 'checking' | 'done'>;
  /** The file that is at work. */
  readonly path: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Null until a rate is known. */
  readonly remainingMs: number | null;
}

export interface DownloadOptions {
  readonly onProgress: (reading: DownloadReading) => void;
  /** Attempts per file before the download fails. */
  readonly attempts?: number;
  /** The first pause before another attempt; it doubles. */
  readonly pauseMs?: number;
  readonly silentMs?: number;
  /** Bytes free on the disk of a folder. */
  readonly measureFree?: (folder: string) => Promise<number>;
}

/** Left free on the disk beside a download. */
const reserveBytes = 200e6;

/** Writes down what is to be downloaded; an unfinished download of the same commit keeps what is there. @throws AppError hub/no-file. */
export function beginDownload(repo: DescribedRepo, url: string, paths?: readonly string[]): DownloadManifest {
  const { kind, id, revision, commit, folder, files } = repo.view;
  const wanted = paths ?? files.filter((file) => file.isNeeded).map((file) => file.path);
  const chosen = wanted.map((path) => {
    const file = repo.files.find((candidate) => candidate.path === path);
    if (file) return file;
    throw new AppError('hub/no-file', `The ${kind} "${id}" has no file "${path}" at ${commit.slice(0, 12)}.`);
  });
  if (chosen.length === 0)
    throw new AppError(
      'hub/no-file',
      `The ${kind} "${id}" has no file to download; ${repo.view.problem ?? 'choose one'}`,
    );
  const earlier = readDownload(folder);
  const added = chosen.filter((file) => !earlier?.files.some(({ path }) => path === file.path));
  const manifest: DownloadManifest = {
    version: 1,
    url,
    kind,
    id,
    revision,
    commit,
    files: [...(earlier?.files ?? []), ...added],
    startedAtMs: earlier?.startedAtMs ?? Date.now(),
    finishedAtMs: added.length > 0 ? null : (earlier?.finishedAtMs ?? null),
  };
  mkdirSync(folder, { recursive: true });
  writeDownload(folder, manifest);
  return manifest;
}

/**
 * Downloads what a folder's manifest names, file by file, each checked by its hash; goes on where an earlier attempt stopped.
 * @throws AppError hub/*, CancelledError when the access' signal is aborted; what is there stays.
 */
export async function runDownload(
  folder: string,
  access: HubAccess,
  options: DownloadOptions,
): Promise<DownloadManifest> {
  const manifest = readDownload(folder);
  if (!manifest) throw new AppError('hub/no-download', `The folder ${folder} holds no download; start it again.`);
  const what = `The ${manifest.kind} "${manifest.id}"`;
  try {
    await checkSpace(folder, manifest, options.measureFree ?? measureFree);
    await downloadFiles(folder, manifest, access, options);
  } catch (error) {
    throw describeHubError(describeDiskError(error, folder), access, what);
  }
  const finished = { ...manifest, finishedAtMs: Date.now() };
  writeDownload(folder, finished);
  return finished;
}

async function downloadFiles(folder: string, manifest: DownloadManifest, access: HubAccess, options: DownloadOptions) {
  const { attempts = 6, pauseMs = 1000, silentMs = 60_000 } = options;
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const startBytes = countBytes(folder, manifest);
  const startMs = performance.now();
  let before = 0;
  for (const file of manifest.files) {
    const onBytes = (bytes: number) => {
      const doneBytes = before + bytes;
      const rate = (doneBytes - startBytes) / (performance.now() - startMs);
      options.onProgress({
        state: bytes === file.sizeBytes ? 'checking' : 'downloading',
        path: file.path,
        doneBytes,
        totalBytes,
        remainingMs: rate > 0 ? (totalBytes - doneBytes) / rate : null,
      });
    };
    const address = spellAddress(manifest, file.path);
    await tryAgain({ attempts, pauseMs, signal: access.signal }, () =>
      downloadFile({ access, address, file, folder, silentMs, onBytes }),
    );
    before += file.sizeBytes;
  }
  options.onProgress({ state: 'done', path: '', doneBytes: totalBytes, totalBytes, remainingMs: 0 });
}

function spellAddress({ url, kind, id, commit }: DownloadManifest, path: string): string {
  const repo = kind === 'model' ? id : `datasets/${id}`;
  return `${url}/${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Repeats what fails in passing, with pauses that double, or as long as the hub asks for. */
async function tryAgain(
  { attempts, pauseMs, signal }: { attempts: number; pauseMs: number; signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (signal.aborted) throw new CancelledError();
      await work();
      return;
    } catch (error) {
      if (signal.aborted || attempt >= attempts || !isPassing(error)) throw error;
      const asked = error instanceof HubResponseError ? error.retryAfterMs : null;
      const pause = Math.min(60_000, asked ?? pauseMs * 2 ** (attempt - 1));
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function checkSpace(folder: string, manifest: DownloadManifest, measure: (folder: string) => Promise<number>) {
  const missing = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0) - countBytes(folder, manifest);
  const free = await measure(folder);
  if (missing === 0 || missing + reserveBytes <= free) return;
  const mega = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
  throw new AppError(
    'hub/no-space',
    `The download needs ${mega(missing)} and ${mega(reserveBytes)} to spare, but ${mega(free)} are free at ${folder}; make room, then go on with it.`,
  );
}

async function measureFree(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function describeDiskError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EACCES' && code !== 'EROFS' && code !== 'EDQUOT') return error;
  return new AppError(
    'hub/cannot-write',
    `The download cannot be written to ${folder} (${code}); make room or choose another data folder, then go on with it.`,
    { cause: error },
  );
}
