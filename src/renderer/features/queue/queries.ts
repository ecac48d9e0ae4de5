import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

export const queueKey = ['queue'] as const;

/** The queue as it stands. */
export function useQueueQuery() {
  const lab = useLab();
  return labQuery(
    queueKey,
    (signal) => lab.queue.get(undefined, { signal }),
    ({ kind }) => kind === 'queue' || kind === 'run' || kind === 'stage' || kind === 'progress',
  );
}
