import type { ReadableStore, WritableStore } from './open.ts';

/** Which experiments count; null for all. */
export type ExperimentFilter = readonly string[] | null;

const isChosen = '(@experiments IS NULL OR r.experiment_id IN (SELECT value FROM json_each(@experiments)))';

const isReady = `NOT EXISTS (
  SELECT 1 FROM run_stages before JOIN stages b ON b.stage_key = before.stage_key
  WHERE before.run_id = rs.run_id AND before.position < rs.position AND b.status <> 'completed')`;

/** Runs that were put in order come first, the others behind them in order of submission. */
const queueOrder = 'r.queue_position IS NULL, r.queue_position, e.created_at_ms, e.experiment_id, r.position';

/**
 * The stage to start next: queued, wanted, not held, everything before it complete; none while the queue is paused. The order is
 * that of the queue, then along the run, so that the first runs are finished early.
 */
export function findNextStage(store: ReadableStore, experimentIds: ExperimentFilter): string | undefined {
  return store
    .sql(
      `SELECT s.stage_key FROM stages s JOIN run_stages rs USING (stage_key) JOIN runs r USING (run_id) JOIN experiments e USING (experiment_id)
       WHERE s.status = 'queued' AND r.is_wanted = 1 AND r.is_held = 0 AND r.trashed_at_ms IS NULL
         AND NOT EXISTS (SELECT 1 FROM queue_state WHERE is_paused = 1) AND ${isChosen} AND ${isReady}
       ORDER BY ${queueOrder}, rs.position LIMIT 1`,
    )
    .pluck()
    .get({ experiments: encodeFilter(experimentIds) }) as string | undefined; // one TEXT column
}

/** What people decided about the queue. */
export interface QueueState {
  readonly isPaused: boolean;
  readonly heldRuns: ReadonlySet<string>;
  /** Runs that were put in order, first to last; the others follow in order of submission. */
  readonly order: readonly string[];
}

export function readQueueState(store: ReadableStore): QueueState {
  return {
    isPaused: store.sql('SELECT is_paused FROM queue_state').pluck().get() === 1,
    // Two times one TEXT column.
    heldRuns: new Set(store.sql('SELECT run_id FROM runs WHERE is_held = 1').pluck().all() as string[]),
    order: store
      .sql('SELECT run_id FROM runs WHERE queue_position IS NOT NULL ORDER BY queue_position')
      .pluck()
      .all() as string[],
  };
}

/** Makes this the state of the queue; runs that the store does not have are passed over. */
export function saveQueueState(store: WritableStore, state: QueueState): void {
  store.transact(() => {
    store.sql('DELETE FROM queue_state').run();
    store.sql('INSERT INTO queue_state (id, is_paused) VALUES (1, ?)').run(state.isPaused ? 1 : 0);
    store.sql('UPDATE runs SET is_held = 0, queue_position = NULL').run();
    for (const runId of state.heldRuns) store.sql('UPDATE runs SET is_held = 1 WHERE run_id = ?').run(runId);
    for (const [index, runId] of state.order.entries())
      store.sql('UPDATE runs SET queue_position = ? WHERE run_id = ?').run(index, runId);
  });
}

/** Runs that are at work, wait, or could go on and are not put away, in the order of the queue. */
export function listQueuedRunIds(store: ReadableStore): string[] {
  return store
    .sql(
      `SELECT r.run_id FROM runs r JOIN experiments e USING (experiment_id)
       WHERE r.status IN ('starting', 'running', 'stopping')
         OR (r.status = 'queued' AND r.trashed_at_ms IS NULL)
         OR (r.status <> 'completed' AND r.trashed_at_ms IS NULL AND r.is_archived = 0)
       ORDER BY ${queueOrder}`,
    )
    .pluck()
    .all() as string[]; // one TEXT column
}

/** True if a run that was not cancelled contains the stage. */
export function isStageWanted(store: ReadableStore, key: string): boolean {
  return (
    store
      .sql('SELECT 1 FROM run_stages rs JOIN runs r USING (run_id) WHERE rs.stage_key = ? AND r.is_wanted = 1 LIMIT 1')
      .get(key) !== undefined
  );
}

/** True if any run contains the stage, cancelled ones and those in the trash included. */
export function isStageNeeded(store: ReadableStore, key: string): boolean {
  return store.sql('SELECT 1 FROM run_stages WHERE stage_key = ? LIMIT 1').get(key) !== undefined;
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
