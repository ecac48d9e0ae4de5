import type { QueueItem, QueueView } from '../../../shared/contract/runs.ts';

const liveStatuses: readonly QueueItem['status'][] = ['starting', 'running', 'stopping'];

export interface QueueParts {
  readonly running: readonly QueueItem[];
  readonly waiting: readonly QueueItem[];
  /** Ended before they were complete: can be resumed or retried. */
  readonly stopped: readonly QueueItem[];
}

/** Sorts the items by what they do now; each part keeps the order of execution. */
export function splitQueue({ items }: QueueView): QueueParts {
  const isRunning = ({ status }: QueueItem) => liveStatuses.includes(status);
  const isWaiting = ({ status }: QueueItem) => status === 'queued';
  return {
    running: items.filter(isRunning),
    waiting: items.filter(isWaiting),
    stopped: items.filter((item) => !isRunning(item) && !isWaiting(item) && item.status !== 'completed'),
  };
}

/** The queue with runs, in the given order, put before another one; null is the end. */
export function moveItems(queue: QueueView, runIds: readonly string[], before: string | null): QueueView {
  const moved = runIds.flatMap((id) => queue.items.find((item) => item.runId === id) ?? []);
  const others = queue.items.filter((item) => !runIds.includes(item.runId));
  const at = before === null ? -1 : others.findIndex((item) => item.runId === before);
  return { ...queue, items: others.toSpliced(at === -1 ? others.length : at, 0, ...moved) };
}

/** The queue with runs held back or released. */
export function holdItems(queue: QueueView, runIds: readonly string[], isHeld: boolean): QueueView {
  return {
    ...queue,
    items: queue.items.map((item) => (runIds.includes(item.runId) ? { ...item, isHeld } : item)),
  };
}

/** Before which run a waiting one has to be put to get from one place to another; undefined where that changes nothing. */
export function findBefore(waiting: readonly QueueItem[], from: number, to: number): string | null | undefined {
  const target = Math.min(waiting.length - 1, Math.max(0, to));
  if (from === target || from < 0 || from >= waiting.length) return undefined;
  const before = waiting[target < from ? target : target + 1];
  return before?.runId ?? null;
}

/** The queue with how far stages have come; the same object where none of them is in it. */
export function applyProgress(queue: QueueView, fractions: ReadonlyMap<string, number>): QueueView {
  const isTouched = (item: QueueItem) => item.stages.some(({ key }) => fractions.has(key));
  if (!queue.items.some(isTouched)) return queue;
  return {
    ...queue,
    items: queue.items.map((item) =>
      isTouched(item)
        ? {
            ...item,
            stages: item.stages.map((stage) => ({ ...stage, fraction: fractions.get(stage.key) ?? stage.fraction })),
          }
        : item,
    ),
  };
}
