import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { QueueItem, QueueView } from '../../../shared/contract/runs.ts';
import { showDone, showError, showUndo } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { holdItems, moveItems } from './change-queue.ts';
import { queueKey } from './queries.ts';

export interface QueueActions {
  /** Puts a waiting run before another; null is the end. */
  move(runId: string, before: string | null): void;
  hold(items: readonly QueueItem[], isHeld: boolean): void;
  pause(isPaused: boolean): void;
  cancel(item: QueueItem): void;
  resume(items: readonly { readonly runId: string }[]): void;
  retry(items: readonly { readonly runId: string }[]): void;
}

/** What can be done to the queue. Order, hold and pause show at once and go back if the lab refuses them. */
export function useQueueActions(): QueueActions {
  const lab = useLab();
  const queries = useQueryClient();
  return useMemo(() => {
    const change = async (expected: (queue: QueueView) => QueueView, work: () => Promise<unknown>) => {
      // An answer that is under way was made before the change.
      await queries.cancelQueries({ queryKey: queueKey });
      const before = queries.getQueryData<QueueView>(queueKey);
      queries.setQueryData<QueueView>(queueKey, (queue) => queue && expected(queue));
      try {
        await work();
      } catch (error) {
        queries.setQueryData(queueKey, before);
        showError(error);
      }
      await queries.invalidateQueries({ queryKey: queueKey });
    };
    const targets = (items: readonly { readonly runId: string }[]) => ({
      targets: items.map(({ runId }) => ({ runId })),
    });
    const requeue = (work: Promise<number>) =>
      void work.then((count) => showDone(text.queue.queuedAgain(count)), showError);
    const resume: QueueActions['resume'] = (items) => requeue(lab.experiments.resume(targets(items)));
    return {
      move: (runId, before) =>
        void change(
          (queue) => moveItems(queue, [runId], before),
          () => lab.queue.move({ runIds: [runId], before }),
        ),
      hold(items, isHeld) {
        const runIds = items.map(({ runId }) => runId);
        void change(
          (queue) => holdItems(queue, runIds, isHeld),
          () => lab.queue.hold({ runIds, isHeld }),
        );
      },
      pause: (isPaused) =>
        void change(
          (queue) => ({ ...queue, isPaused }),
          () => lab.queue.pause({ isPaused }),
        ),
      cancel: (item) =>
        void lab.experiments
          .cancel(targets([item]))
          .then(() => showUndo(text.queue.cancelled, () => resume([item])), showError),
      resume,
      retry: (items) => requeue(lab.experiments.retry(targets(items))),
    };
  }, [lab, queries]);
}
