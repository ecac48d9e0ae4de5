import { useQuery } from '@tanstack/react-query';
import { useQueueQuery } from '../../queue/queries.ts';

/** How far a run has come, of which a worker is at work; nothing until the queue is known. */
export function LiveProgress({ runId }: { runId: string }) {
  const { data } = useQuery({
    ...useQueueQuery(),
    select: ({ items }) => {
      const item = items.find((each) => each.runId === runId);
      if (!item || item.stages.length === 0) return null;
      const sum = item.stages.reduce((total, { fraction }) => total + fraction, 0);
      return Math.round((sum / item.stages.length) * 100);
    },
  });
  return typeof data === 'number' ? <span style={{ marginLeft: 6 }}>{data} %</span> : null;
}
