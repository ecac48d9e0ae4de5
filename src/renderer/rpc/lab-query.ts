import type { QueryClient } from '@tanstack/react-query';
import type { Notice } from '../../shared/contract/notices.ts';
import type { Connection } from './connection.ts';

type RefreshRule = (notice: Notice) => boolean;

/** A read of the lab, for `useQuery`. */
export interface LabQuery<Value> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Value>;
  readonly meta: { readonly refreshOn: RefreshRule };
}

/** A read of the lab as a query: its key, how it is read, and which notices make it out of date. */
export function labQuery<Value>(
  key: readonly unknown[],
  read: (signal: AbortSignal) => Promise<Value>,
  refreshOn: RefreshRule = () => false,
): LabQuery<Value> {
  return { queryKey: key, queryFn: ({ signal }) => read(signal), meta: { refreshOn } };
}

const refreshEveryMs = 500;

/** Reads again what notices make out of date, each query at most twice a second, and everything after a lost connection. */
export function keepFresh(connection: Connection, queries: QueryClient): () => void {
  const due = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    const hashes = new Set(due);
    due.clear();
    void queries.invalidateQueries({ predicate: (query) => hashes.has(query.queryHash) });
  };
  const stopNotices = connection.onNotices((notices) => {
    for (const query of queries.getQueryCache().getAll()) {
      const rule = query.meta?.['refreshOn'] as RefreshRule | undefined; // set by labQuery alone
      if (rule && notices.some(rule)) due.add(query.queryHash);
    }
    if (due.size > 0) timer ??= setTimeout(flush, refreshEveryMs);
  });
  const stopReopen = connection.onReopen(() => void queries.invalidateQueries());
  return () => {
    stopNotices();
    stopReopen();
    if (timer) clearTimeout(timer);
  };
}
