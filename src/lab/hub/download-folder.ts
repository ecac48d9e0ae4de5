import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repoKinds } from '../../shared/contract/hub.ts';
import { readJsonFile, writeJsonFile } from '../folder/json-file.ts';
import { isSafePath, manifestName } from './choose-files.ts';
import type { RepoName } from './hub-access.ts';

/** hub-download.json beside the files: what is being downloaded, so that it can go on, and what was, so that it can be cited. */
const manifestSchema = z.strictObject({
  version: z.literal(1),
  url: z.string(),
  kind: z.enum(repoKinds),
  id: z.string(),
  revision: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  files: z
    .array(
      z.strictObject({
        path: z.string().refine(isSafePath, 'a path inside the folder'),
        sizeBytes: z.int().min(0),
        hash: z.strictObject({ kind: z.enum(['sha256', 'git-blob']), hex: z.string() }),
      }),
    )
    .min(1),
  startedAtMs: z.number(),
  /** Null while files are missing. */
  finishedAtMs: z.number().nullable(),
});
export type DownloadManifest = z.infer<typeof manifestSchema>;

/** Where a repository's files lie: <data folder>/hub/models/<owner>--<name>/<commit>. */
export function repoFolder(dataFolder: string, { kind, id }: RepoName, commit: string): string {
  return join(dataFolder, 'hub', `${kind}s`, id.replace('/', '--'), commit.slice(0, 12));
}

/** @throws AppError lab/bad-file. */
export function readDownload(folder: string): DownloadManifest | undefined {
  return readJsonFile(join(folder, manifestName), manifestSchema);
}

export function writeDownload(folder: string, manifest: DownloadManifest): void {
  writeJsonFile(join(folder, manifestName), manifest);
}

/** Folders of all downloads of a data folder, finished or not. */
export function listDownloadFolders(dataFolder: string): string[] {
  return repoKinds.flatMap((kind) => {
    const root = join(dataFolder, 'hub', `${kind}s`);
    return listFolders(root).flatMap((repo) =>
      listFolders(repo).filter((folder) => existsSync(join(folder, manifestName))),
    );
  });
}

function listFolders(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name));
}

/** Deletes a download with everything in its folder. */
export function deleteDownload(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export function filePath(folder: string, path: string): string {
  return join(folder, ...path.split('/'));
}

export function partialPath(folder: string, path: string): string {
  return `${filePath(folder, path)}.partial`;
}

/** Bytes that are there of a download, finished files and unfinished ones. */
export function countBytes(folder: string, { files }: DownloadManifest): number {
  return files.reduce((sum, file) => {
    const sizes = [filePath(folder, file.path), partialPath(folder, file.path)].map(
      (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    );
    return sum + Math.min(file.sizeBytes, Math.max(...sizes));
  }, 0);
}
