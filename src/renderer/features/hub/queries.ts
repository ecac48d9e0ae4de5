import type { RepoKind } from '../../../shared/contract/hub.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

export function useHubSettingsQuery() {
  const lab = useLab();
  return labQuery(['hub', 'settings'], (signal) => lab.hub.settings(undefined, { signal }));
}

/** Downloads at work and what earlier ones left. */
export function useDownloadsQuery() {
  const lab = useLab();
  return labQuery(
    ['hub', 'downloads'],
    (signal) => lab.hub.downloads(undefined, { signal }),
    ({ kind }) => kind === 'downloads',
  );
}

/** The files of a download that can be imported. */
export function useDownloadedFilesQuery(id: string) {
  const lab = useLab();
  return labQuery(['hub', 'files', id], (signal) => lab.hub.files({ id }, { signal }));
}

/** One search; it asks the network and is never repeated by itself. */
export function useSearchQuery(kind: RepoKind, query: string) {
  const lab = useLab();
  return {
    ...labQuery(['hub', 'search', kind, query], (signal) => lab.hub.search({ kind, query }, { signal })),
    ...askedOnce,
  };
}

/** One look at a repository; it asks the network and is never repeated by itself. */
export function useRepoQuery(kind: RepoKind, id: string) {
  const lab = useLab();
  return {
    ...labQuery(['hub', 'describe', kind, id], (signal) => lab.hub.describe({ kind, id }, { signal })),
    ...askedOnce,
  };
}

const askedOnce = {
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;
