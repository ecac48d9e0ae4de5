import { z } from 'zod';
import type { ReadableStore } from './open.ts';

const activityRow = z.object({ running: z.number().nullable(), fraction: z.number().nullable() });

/** How many stages have a worker, and how much is done (0..1) of every stage of the experiments that are not finished. */
export function measureActivity(store: ReadableStore): { runningCount: number; fraction: number | null } {
  const row = store
    .sql(
      `SELECT sum(status IN ('starting', 'running', 'stopping')) AS running,
              avg(CASE WHEN status = 'completed' THEN 1.0 ELSE coalesce(fraction, 0.0) END) AS fraction
       FROM (SELECT DISTINCT s.stage_key, s.status, s.fraction
             FROM runs r JOIN run_stages rs USING (run_id) JOIN stages s USING (stage_key)
             WHERE r.experiment_id IN (
               SELECT experiment_id FROM runs WHERE status IN ('queued', 'starting', 'running', 'stopping')))`,
    )
    .get();
  const { running, fraction } = activityRow.parse(row);
  return { runningCount: running ?? 0, fraction: running ? fraction : null };
}
