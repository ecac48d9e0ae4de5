import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import {
  countBytes,
  deleteDownload,
  type DownloadManifest,
  filePath,
  listDownloadFolders,
  readDownload,
  runDownload,
} from '../../lab/hub/index.ts';
import type { HubDownload } from '../../shared/contract/hub.ts';
import { AppError, CancelledError } from '../../shared/errors.ts';
import type { HubReach } from './hub-settings.ts';

export interface DownloadsOptions {
  readonly dataFolder: string;
  /** How a hub is reached; asked for at each start. */
  readonly reach: (url: string) => HubReach;
  /** Ends every download when the host closes. */
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  /** Called when all files of a download are there; what it throws is shown as the download's error. */
  readonly onFinished: (folder: string, manifest: DownloadManifest) => Promise<void>;
  readonly reportBug: (error: unknown) => void;
}

/** The downloads of a data folder: those at work, and those that earlier sessions left. */
export interface Downloads {
  list(): HubDownload[];
  /** Starts or goes on; one that is at work is left alone. */
  start(folder: string): HubDownload;
  /** @throws AppError hub/no-download. */
  find(id: string): HubDownload;
  /** Files that are there whole. @throws AppError hub/no-download. */
  files(id: string): { name: string; path: string }[];
  stop(id: string): void;
  /** @throws AppError hub/no-download, hub/at-work. */
  discard(id: string): void;
}

interface Work {
  readonly controller: AbortController;
  progress: Pick<HubDownload, 'state' | 'doneBytes' | 'remainingMs'> | null;
}

export function openDownloads(options: DownloadsOptions): Downloads {
  const { dataFolder } = options;
  const works = new Map<string, Work>();
  const errors = new Map<string, string>();
  const nameOf = (folder: string) =>
    createHash('sha256').update(relative(dataFolder, folder)).digest('hex').slice(0, 12);

  const view = (folder: string, manifest: DownloadManifest): HubDownload => {
    const id = nameOf(folder);
    const error = errors.get(id) ?? null;
    const isDone = manifest.finishedAtMs !== null;
    const atRest = {
      state: error === null ? (isDone ? 'done' : 'stopped') : 'failed',
      doneBytes: countBytes(folder, manifest),
      remainingMs: null,
    } as const;
    const work = works.get(id);
    return {
      id,
      kind: manifest.kind,
      repoId: manifest.id,
      commit: manifest.commit,
      folder,
      totalBytes: manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0),
      error: work ? null : error,
      ...(work ? (work.progress ?? { ...atRest, state: 'waiting' as const }) : atRest),
    };
  };
  const listAll = (): HubDownload[] =>
    listDownloadFolders(dataFolder)
      .flatMap((folder) => {
        const manifest = readDownload(folder);
        return manifest ? [{ folder, manifest }] : [];
      })
      .sort((left, right) => right.manifest.startedAtMs - left.manifest.startedAtMs)
      .map(({ folder, manifest }) => view(folder, manifest));
  const find = (id: string): HubDownload => {
    const found = listAll().find((download) => download.id === id);
    if (found) return found;
    throw new AppError('hub/no-download', 'This download does not exist any more; start it again.');
  };

  const work = async (folder: string, id: string, { controller }: Work): Promise<void> => {
    try {
      const manifest = readDownload(folder);
      if (!manifest) throw new AppError('hub/no-download', `The folder ${folder} holds no download; start it again.`);
      const access = {
        ...options.reach(manifest.url),
        signal: AbortSignal.any([controller.signal, options.signal]),
      };
      const finished = await runDownload(folder, access, {
        onProgress: ({ state, doneBytes, remainingMs }) => {
          const entry = works.get(id);
          if (entry) entry.progress = { state: state === 'done' ? 'checking' : state, doneBytes, remainingMs };
          options.onChange();
        },
      });
      await options.onFinished(folder, finished);
    } catch (error) {
      if (error instanceof CancelledError) return;
      if (!(error instanceof AppError)) options.reportBug(error);
      errors.set(id, error instanceof Error ? error.message : String(error));
    } finally {
      works.delete(id);
      options.onChange();
    }
  };

  return {
    list: listAll,
    find,
    start(folder) {
      const id = nameOf(folder);
      if (!works.has(id)) {
        const entry: Work = { controller: new AbortController(), progress: null };
        works.set(id, entry);
        errors.delete(id);
        void work(folder, id, entry);
        options.onChange();
      }
      return find(id);
    },
    files(id) {
      const { folder } = find(id);
      const paths = readDownload(folder)?.files.map(({ path }) => path) ?? [];
      return paths.map((name) => ({ name, path: filePath(folder, name) })).filter(({ path }) => existsSync(path));
    },
    stop: (id) => works.get(id)?.controller.abort(),
    discard(id) {
      const { folder, state } = find(id);
      if (works.has(id))
        throw new AppError('hub/at-work', 'The download is at work; stop it before it is taken off the list.');
      // A finished one may be in use by experiments; its files stay where they are.
      if (state === 'done') throw new AppError('hub/done', 'A finished download stays; delete its folder by hand.');
      deleteDownload(folder);
      errors.delete(id);
      options.onChange();
    },
  };
}
