import { AppError } from '../shared/errors.ts';
import { listQueuedRunIds, type QueueState, readQueueState, saveQueueState } from '../store/index.ts';
import { writeQueueFile } from './folder/queue-file.ts';
import { findRuns } from './queries.ts';
import type { LabContext } from './supervise/move-stage.ts';

/** Puts runs, in the given order, before another one; null is the end. @throws AppError lab/no-run, lab/not-queued. */
export function moveRuns(context: LabContext, runIds: readonly string[], before: string | null): void {
  findRuns(context.store, runIds);
  const waiting = listQueuedRunIds(context.store);
  const moved = new Set(runIds.filter((runId) => waiting.includes(runId)));
  const others = waiting.filter((runId) => !moved.has(runId));
  const place = before === null ? others.length : findPlace(waiting, moved, before);
  const order = [...others.slice(0, place), ...moved, ...others.slice(place)];
  changeQueue(context, { order });
}

/** How many of the runs that stay come before the run; where it is moved itself, before what follows it. */
function findPlace(waiting: readonly string[], moved: ReadonlySet<string>, before: string): number {
  const index = waiting.indexOf(before);
  if (index < 0) {
    throw new AppError(
      'lab/not-queued',
      `The run ${before} is no longer in the queue, so nothing can be put before it; choose another place.`,
    );
  }
  return waiting.slice(0, index).filter((runId) => !moved.has(runId)).length;
}

export function holdRuns(context: LabContext, runIds: readonly string[], isHeld: boolean): void {
  findRuns(context.store, runIds);
  const heldRuns = new Set(readQueueState(context.store).heldRuns);
  for (const runId of runIds) {
    if (isHeld) heldRuns.add(runId);
    else heldRuns.delete(runId);
  }
  changeQueue(context, { heldRuns });
}

export function pauseQueue(context: LabContext, isPaused: boolean): void {
  changeQueue(context, { isPaused });
}

/** Forgets runs that are deleted for good. */
export function dropFromQueue(context: LabContext, runIds: ReadonlySet<string>): void {
  const state = readQueueState(context.store);
  if (!state.order.some((runId) => runIds.has(runId)) && ![...state.heldRuns].some((runId) => runIds.has(runId)))
    return;
  changeQueue(context, {
    order: state.order.filter((runId) => !runIds.has(runId)),
    heldRuns: new Set([...state.heldRuns].filter((runId) => !runIds.has(runId))),
  });
}

function changeQueue(context: LabContext, change: Partial<QueueState>): void {
  const state = { ...readQueueState(context.store), ...change };
  writeQueueFile(context.dataFolder, state);
  saveQueueState(context.store, state);
  context.tell({ kind: 'queue.changed' });
}
