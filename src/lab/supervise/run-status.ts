import type { Status } from '../../shared/events.ts';
import { findRunRow, listStatesOfRun, saveRunStatus, type WritableStore } from '../../store/index.ts';

const stagesOfARun = 3;

/**
 * The status of a run, worked out from its stages: it has no life of its own. A run whose next stage waits for a slot is
 * queued again, so the table of legal moves holds for stages only.
 */
export function deriveRunStatus(isWanted: boolean, stages: readonly Status[]): Status {
  if (stages.length === stagesOfARun && stages.every((status) => status === 'completed')) return 'completed';
  if (stages.includes('stopping')) return 'stopping';
  if (!isWanted) return 'cancelled';
  for (const status of ['failed', 'interrupted', 'cancelled', 'running', 'starting'] as const) {
    if (stages.includes(status)) return status;
  }
  // A stage folder was deleted: only a new submission can bring the stage back.
  return stages.length < stagesOfARun ? 'interrupted' : 'queued';
}

/** Stores a run's status and times anew; returns the status if it has changed. */
export function refreshRun(store: WritableStore, runId: string): Status | undefined {
  const run = findRunRow(store, runId);
  if (!run) return undefined;
  const stages = listStatesOfRun(store, runId);
  const status = deriveRunStatus(
    run.isWanted,
    stages.map((stage) => stage.status),
  );
  const starts = stages.flatMap((stage) => stage.startedAtMs ?? []);
  const isOver = ['completed', 'failed', 'cancelled', 'interrupted'].includes(status);
  saveRunStatus(store, runId, {
    status,
    startedAtMs: starts.length > 0 ? Math.min(...starts) : null,
    // A clock that was set back must not end a run before its beginning.
    finishedAtMs: isOver && stages.length > 0 ? Math.max(...starts, ...stages.map((stage) => stage.statusAtMs)) : null,
  });
  return status === run.status ? undefined : status;
}
