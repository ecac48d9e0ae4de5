import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Notice } from '../../../shared/contract/notices.ts';
import type { QueueView } from '../../../shared/contract/runs.ts';
import { useLab, useNotices } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { applyProgress, splitQueue } from './change-queue.ts';

export const queueKey = ['queue'] as const;
const forecastEveryMs = 10_000;

/** The queue as it stands. Progress is not read anew but put in by `useFollowedQueue`: a long queue is half a megabyte. */
export function useQueueQuery() {
  const lab = useLab();
  return labQuery(
    queueKey,
    (signal) => lab.queue.get(undefined, { signal }),
    ({ kind }) => kind === 'queue' || kind === 'run' || kind === 'stage',
  );
}

/** The queue, with the progress of every other reader of it kept up to date; used once, in the frame of the window. */
export function useFollowedQueue(): QueueView | undefined {
  const queries = useQueryClient();
  useNotices(
    useCallback(
      (notices: readonly Notice[]) => {
        const fractions = new Map(
          notices.flatMap((notice) =>
            notice.kind === 'progress' ? [[notice.key, notice.progress.fraction] as const] : [],
          ),
        );
        if (fractions.size === 0) return;
        queries.setQueryData<QueueView>(queueKey, (queue) => queue && applyProgress(queue, fractions));
      },
      [queries],
    ),
  );
  return useQuery({
    ...useQueueQuery(),
    // No notice says how long the rest will take.
    refetchInterval: ({ state }) => (state.data && splitQueue(state.data).running.length > 0 ? forecastEveryMs : false),
  }).data;
}
