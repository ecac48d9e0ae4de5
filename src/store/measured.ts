import type { ReadableStore } from './open.ts';

/** Keys of the stages whose duration says something, the latest first, at most `limit`: completed in one attempt, or running. */
export function listMeasuredStages(
  store: ReadableStore,
  limit: number,
): { readonly key: string; readonly status: 'completed' | 'running' }[] {
  const rows = store
    .sql(
      `SELECT stage_key, status FROM stages WHERE status IN ('completed', 'running') AND attempt = 1 AND started_at_ms IS NOT NULL
       ORDER BY status_at_ms DESC LIMIT ?`,
    )
    .raw()
    .all(limit);
  // A TEXT column, and one of the two statuses that were asked for.
  return (rows as [string, 'completed' | 'running'][]).map(([key, status]) => ({ key, status }));
}
