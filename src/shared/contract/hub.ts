import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export const repoKinds = ['model', 'dataset'] as const;
export type RepoKind = (typeof repoKinds)[number];

/** A repository as a search finds it. */
export interface HubEntry {
  readonly kind: RepoKind;
  /** "owner/name". */
  readonly id: string;
  readonly isPrivate: boolean;
  /** Its terms have to be accepted on its page, and a token is needed. */
  readonly isGated: boolean;
  readonly likes: number;
  readonly downloads: number;
  readonly updatedAtMs: number;
}

export interface HubFile {
  /** Inside the repository, with "/" between folders. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Taken unless somebody chooses otherwise. */
  readonly isNeeded: boolean;
}

/** A repository at one commit, with what would be downloaded. */
export interface HubRepo {
  readonly kind: RepoKind;
  readonly id: string;
  /** What was asked for: a branch, a tag or a commit. */
  readonly revision: string;
  readonly commit: string;
  readonly isGated: boolean;
  readonly license: string | null;
  readonly files: readonly HubFile[];
  /** Why the repository cannot be used as a model here, such as weights in no safe format; null where nothing speaks against it. */
  readonly problem: string | null;
  /** Where it would lie; there already where `isPresent`. */
  readonly folder: string;
  readonly isPresent: boolean;
  readonly freeBytes: number;
}

export const downloadStates = ['waiting', 'downloading', 'checking', 'stopped', 'failed', 'done'] as const;
export type DownloadState = (typeof downloadStates)[number];

/** One download of this lab, running or not. */
export interface HubDownload {
  readonly id: string;
  readonly kind: RepoKind;
  readonly repoId: string;
  readonly commit: string;
  readonly folder: string;
  readonly state: DownloadState;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly remainingMs: number | null;
  /** One sentence; only of a failed one. */
  readonly error: string | null;
}

export interface HubSettings {
  readonly url: string;
  /** Whether it may be asked without encryption, where its address has none. */
  readonly allowsHttp: boolean;
  /** Whether there is a token for this hub; those of others are kept for when they are chosen again. */
  readonly hasToken: boolean;
  /** Where a token is kept: the system's keychain, or this session alone. */
  readonly keeps: 'keychain' | 'session';
}

const repo = { kind: z.enum(repoKinds), id: z.string().min(1).max(300) };

/** Nothing here is called unless a person asks for it: the only part of the window that uses the network. */
export const hubContract = {
  settings: oc.output(type<HubSettings>()),
  /** `url` empty is the usual hub; `token` is for that hub alone, null takes it away, absent leaves it. */
  setSettings: oc
    .input(
      z.object({
        url: z.string().max(500).optional(),
        allowsHttp: z.boolean().optional(),
        token: z.string().min(1).max(500).nullable().optional(),
      }),
    )
    .output(type<HubSettings>()),
  search: oc
    .input(
      z.object({
        kind: z.enum(repoKinds),
        query: z.string().min(1).max(200),
        limit: z.int().min(1).max(100).default(30),
      }),
    )
    .output(type<readonly HubEntry[]>()),
  describe: oc
    .input(z.object({ ...repo, revision: z.string().min(1).max(200).default('main') }))
    .output(type<HubRepo>()),
  /** Starts a download, or goes on with one. `paths` absent are the needed files. */
  download: oc
    .input(
      z.object({
        ...repo,
        revision: z.string().min(1).max(200).default('main'),
        paths: z.array(z.string()).optional(),
      }),
    )
    .output(type<HubDownload>()),
  downloads: oc.output(type<readonly HubDownload[]>()),
  /** Files of a download that are there whole, by their path in the repository and on the lab's machine. */
  files: oc
    .input(z.object({ id: z.string() }))
    .output(type<readonly { readonly name: string; readonly path: string }[]>()),
  /** Stops a download; what is there stays, so that it can go on. */
  stop: oc.input(z.object({ id: z.string() })).output(type<void>()),
  resume: oc.input(z.object({ id: z.string() })).output(type<HubDownload>()),
  /** Forgets a download that is not running, and deletes what is there of an unfinished one. */
  discard: oc.input(z.object({ id: z.string() })).output(type<void>()),
};
