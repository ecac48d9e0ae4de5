import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { StageCurves } from '../../../shared/contract/stages.ts';
import type { Connection } from '../../rpc/connection.ts';
import { useConnection, useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { findLastStep, mergeCurves } from './merge-curves.ts';

const pointLimit = 2000;
const appendEveryMs = 1000;

/**
 * The curves of a stage, growing while it runs. What is new is fetched at most once a second and only while the page is
 * seen; everything is read again when the page opens, after a lost connection and when a new attempt has started.
 */
export function useLiveCurves(key: string) {
  const lab = useLab();
  const connection = useConnection();
  const queries = useQueryClient();
  useEffect(() => followCurves(key, connection, queries), [key, connection, queries]);
  return useQuery({
    ...labQuery(
      curvesKey(key),
      async (signal) => (await lab.stages.curves({ keys: [key], maxPoints: pointLimit }, { signal }))[0] ?? null,
      (notice) => notice.kind === 'stage' && notice.key === key && notice.status === 'running',
    ),
    // Notices that came while no page showed the stage were not heard.
    staleTime: 0,
    structuralSharing: false,
  });
}

function curvesKey(key: string): readonly string[] {
  return ['stages', 'curves', key];
}

/** Appends new points to the curves in the cache until the returned function is called. */
function followCurves(key: string, connection: Connection, queries: QueryClient): () => void {
  const queryKey = curvesKey(key);
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isDue = false;
  const read = () => queries.getQueryData<StageCurves | null>(queryKey);

  const fetchNew = async () => {
    const before = read();
    isDue = false;
    if (!before) {
      // The first answer is on its way, perhaps without these points; or it came before there were any.
      if (before === undefined) isDue = true;
      else await queries.invalidateQueries({ queryKey });
      return;
    }
    const input = { keys: [key], afterStep: findLastStep(before) };
    const [fresh] = await connection.client.stages.curves(input, { signal: stop.signal });
    const now = read();
    if (fresh && now) queries.setQueryData(queryKey, mergeCurves(now, fresh, pointLimit));
  };
  const run = async () => {
    try {
      await fetchNew();
    } catch {
      // The connection was lost, and everything is read again when it is back; or nobody looks any more.
    }
    timer = null;
    if (isDue) wake();
  };
  const wake = () => {
    if (document.hidden || stop.signal.aborted) return;
    timer ??= setTimeout(() => void run(), appendEveryMs);
  };
  const onVisible = () => {
    if (isDue) wake();
  };
  const stopNotices = connection.onNotices((notices) => {
    if (!notices.some((notice) => notice.kind === 'curves' && notice.key === key)) return;
    isDue = true;
    wake();
  });
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    stop.abort();
    stopNotices();
    if (timer) clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
