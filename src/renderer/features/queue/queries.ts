import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** The queue as it stands. */
export function useQueueQuery() {
  const lab = useLab();
  return labQuery(
    ['queue'],
    (signal) => lab.queue.get(undefined, { signal }),
    ({ kind }) => kind === 'queue' || kind === 'run' || kind === 'stage' || kind === 'progress',
  );
}
