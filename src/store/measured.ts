import type { Status } from '../shared/events.ts';
import type { ReadableStore } from './open.ts';

/** Keys of the stages whose duration says something, the latest first, at most `limit`: completed here in one attempt, or running. */
export function listMeasuredStages(
  store: ReadableStore,
  limit: number,
): { readonly key: string; readonly status: 'completed' | 'running' }[] {
  const rows = store
    .sql(
      `SELECT stage_key, status FROM stages WHERE status IN ('completed', 'running') AND attempt = 1 AND started_at_ms IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM run_stages rs JOIN runs r USING (run_id) WHERE rs.stage_key = stages.stage_key AND r.origin IS NOT NULL)
       ORDER BY status_at_ms DESC LIMIT ?`,
    )
    .raw()
    .all(limit);
  // A TEXT column, and one of the two statuses that were asked for.
  return (rows as [string, 'completed' | 'running'][]).map(([key, status]) => ({ key, status }));
}

/** How far a stage is, without its specification. */
export interface StageStanding {
  readonly status: Status;
  readonly startedAtMs: number | null;
  /** 0..1; 0 before there is any progress. */
  readonly fraction: number;
  /** What its worker expects. */
  readonly remainingMs: number | null;
}

export function findStageStanding(store: ReadableStore, key: string): StageStanding | undefined {
  const row = store
    .sql('SELECT status, started_at_ms, fraction, remaining_ms FROM stages WHERE stage_key = ?')
    .raw()
    .get(key);
  if (row === undefined) return undefined;
  // Columns of a STRICT table; the status is written by saveStage alone.
  const [status, startedAtMs, fraction, remainingMs] = row as [Status, number | null, number | null, number | null];
  return { status, startedAtMs, fraction: fraction ?? 0, remainingMs };
}
