import type { ReadableStore } from './open.ts';

/** Which experiments count; null for all. */
export type ExperimentFilter = readonly string[] | null;

const isChosen = '(@experiments IS NULL OR r.experiment_id IN (SELECT value FROM json_each(@experiments)))';

const isReady = `NOT EXISTS (
  SELECT 1 FROM run_stages before JOIN stages b ON b.stage_key = before.stage_key
  WHERE before.run_id = rs.run_id AND before.position < rs.position AND b.status <> 'completed')`;

/**
 * The stage to start next: queued, wanted, everything before it complete. The order is that of the experiments, then of
 * their runs, then along the run, so that the first runs are finished early; it needs no column of its own and so survives
 * everything.
 */
export function findNextStage(store: ReadableStore, experimentIds: ExperimentFilter): string | undefined {
  return store
    .sql(
      `SELECT s.stage_key FROM stages s JOIN run_stages rs USING (stage_key) JOIN runs r USING (run_id) JOIN experiments e USING (experiment_id)
       WHERE s.status = 'queued' AND r.is_wanted = 1 AND ${isChosen} AND ${isReady}
       ORDER BY e.created_at_ms, e.experiment_id, r.position, rs.position LIMIT 1`,
    )
    .pluck()
    .get({ experiments: encodeFilter(experimentIds) }) as string | undefined; // one TEXT column
}

/** True if a run that was not cancelled contains the stage. */
export function isStageWanted(store: ReadableStore, key: string): boolean {
  return (
    store
      .sql('SELECT 1 FROM run_stages rs JOIN runs r USING (run_id) WHERE rs.stage_key = ? AND r.is_wanted = 1 LIMIT 1')
      .get(key) !== undefined
  );
}

/** Queued stages that come after a stage in any run, nearest first. */
export function listQueuedDependents(store: ReadableStore, key: string): string[] {
  return store
    .sql(
      `SELECT after.stage_key FROM run_stages rs JOIN run_stages after ON after.run_id = rs.run_id AND after.position > rs.position
       JOIN stages s ON s.stage_key = after.stage_key
       WHERE rs.stage_key = ? AND s.status = 'queued' GROUP BY after.stage_key ORDER BY min(after.position), after.stage_key`,
    )
    .pluck()
    .all(key) as string[]; // one TEXT column
}

/** The first failed stage before a stage in any run, with its reason. */
export function findFailedUpstream(
  store: ReadableStore,
  key: string,
): { key: string; kind: string; message: string } | undefined {
  const row = store
    .sql(
      `SELECT s.stage_key, s.kind, coalesce(s.error_message, '') FROM run_stages rs
       JOIN run_stages before ON before.run_id = rs.run_id AND before.position < rs.position
       JOIN stages s ON s.stage_key = before.stage_key
       WHERE rs.stage_key = ? AND s.status = 'failed' ORDER BY before.position LIMIT 1`,
    )
    .raw()
    .get(key) as [string, string, string] | undefined; // three TEXT columns
  return row && { key: row[0], kind: row[1], message: row[2] };
}

function encodeFilter(experimentIds: ExperimentFilter): string | null {
  return experimentIds === null ? null : JSON.stringify(experimentIds);
}
