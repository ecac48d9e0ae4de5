import { datasetInfo, listFiles, modelInfo } from '@huggingface/hub';
import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import type { HubRepo } from '../../shared/contract/hub.ts';
import { AppError } from '../../shared/errors.ts';
import { findRepoProblem, isNeeded, isSafePath } from './choose-files.ts';
import { callOptions, type HubAccess, type RepoName } from './hub-access.ts';
import { readDownload, repoFolder } from './download-folder.ts';
import { describeHubError } from './hub-errors.ts';

const infoSchema = z.object({
  gated: z.union([z.literal(false), z.string()]).default(false),
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).optional() }).nullish(),
});

const fileSchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.int().min(0),
  oid: z.string().regex(/^[0-9a-f]{40}$/),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().min(0) }).optional(),
});

/** A file of a repository, with what its bytes must hash to. */
export interface RepoFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** sha256 of the bytes for large files, else git's blob hash. */
  readonly hash: { readonly kind: 'sha256' | 'git-blob'; readonly hex: string };
}

export interface DescribedRepo {
  readonly view: HubRepo;
  readonly files: readonly RepoFile[];
}

/** Looks at a repository at a revision: its commit, its files, and whether it can be used here. @throws AppError hub/*. */
export async function describeRepo(
  access: HubAccess,
  name: RepoName,
  options: { readonly revision: string; readonly dataFolder: string },
): Promise<DescribedRepo> {
  const { revision, dataFolder } = options;
  const { info, files } = await readRepo(access, name, revision).catch((error: unknown) => {
    throw describeHubError(
      error,
      access,
      `The ${name.kind} "${name.id}"${revision === 'main' ? '' : ` at ${revision}`}`,
    );
  });
  const folder = repoFolder(dataFolder, name, info.sha);
  const license = info.cardData?.license ?? null;
  const { bavail, bsize } = await statfs(dataFolder);
  const view: HubRepo = {
    kind: name.kind,
    id: name.id,
    revision,
    commit: info.sha,
    isGated: info.gated !== false,
    license: Array.isArray(license) ? license.join(', ') : license,
    files: files.map(({ path, sizeBytes }) => ({ path, sizeBytes, isNeeded: isNeeded(name.kind, path) })),
    problem: findRepoProblem(
      name.kind,
      files.map(({ path }) => path),
    ),
    folder,
    isPresent: (readDownload(folder)?.finishedAtMs ?? null) !== null,
    freeBytes: bavail * bsize,
  };
  return { view, files };
}

async function readRepo(access: HubAccess, { kind, id }: RepoName, revision: string) {
  const asked = { ...callOptions(access), name: id, revision };
  const info = infoSchema.parse(
    kind === 'model'
      ? await modelInfo({ ...asked, additionalFields: ['sha', 'cardData'] })
      : await datasetInfo({ ...asked, additionalFields: ['sha', 'cardData'] }),
  );
  const files: RepoFile[] = [];
  const listed = listFiles({
    ...callOptions(access),
    repo: { type: kind, name: id },
    recursive: true,
    // The commit and not the branch, so that the list and the bytes are of one state.
    revision: info.sha,
  });
  for await (const entry of listed) {
    if (entry.type !== 'file') continue;
    const { path, size, oid, lfs } = fileSchema.parse(entry);
    if (!isSafePath(path))
      throw new AppError(
        'hub/bad-path',
        `The ${kind} "${id}" names a file ${JSON.stringify(path.slice(0, 200))}, which cannot be written safely; do not use it.`,
      );
    files.push({
      path,
      sizeBytes: lfs?.size ?? size,
      hash: lfs ? { kind: 'sha256', hex: lfs.oid } : { kind: 'git-blob', hex: oid },
    });
  }
  return { info, files };
}
