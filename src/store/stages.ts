import type { ErrorData } from '../shared/errors.ts';
import type { StageEvent, Status } from '../shared/events.ts';
import type { StageFile } from '../shared/spec/stage.ts';
import { cutMetrics } from './metrics.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { type StageRow, stageRow } from './rows.ts';

/** A stage's status and why, as its folder's state.json has it. */
export interface StageState {
  readonly status: Status;
  readonly atMs: number;
  readonly error: ErrorData | null;
}

/** Inserts a stage or renews its file and state; what its events said stays. */
export function saveStage(store: WritableStore, file: StageFile, state: StageState): void {
  store
    .sql(
      `INSERT INTO stages (stage_key, kind, file, status, status_at_ms, error_code, error_message, error_stack) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (stage_key) DO UPDATE SET file = excluded.file, status = excluded.status, status_at_ms = excluded.status_at_ms,
         error_code = excluded.error_code, error_message = excluded.error_message, error_stack = excluded.error_stack`,
    )
    .run(file.key, file.stage.kind, JSON.stringify(file), ...stateValues(state));
}

export function saveStageState(store: WritableStore, key: string, state: StageState): void {
  store
    .sql(
      'UPDATE stages SET status = ?, status_at_ms = ?, error_code = ?, error_message = ?, error_stack = ? WHERE stage_key = ?',
    )
    .run(...stateValues(state), key);
}

function stateValues(state: StageState): [string, number, string | null, string | null, string | null] {
  return [
    state.status,
    Math.round(state.atMs),
    state.error?.code ?? null,
    state.error?.message ?? null,
    state.error?.stack ?? null,
  ];
}

/** Deletes a stage and everything that was followed from its folder. */
export function deleteStage(store: WritableStore, key: string): void {
  store.sql('DELETE FROM stages WHERE stage_key = ?').run(key);
}

export function findStageRow(store: ReadableStore, key: string): StageRow | undefined {
  const row = store.sql('SELECT * FROM stages WHERE stage_key = ?').get(key);
  return row === undefined ? undefined : stageRow.parse(row);
}

/** Keys that begin with `prefix`, at most two: enough to tell none, one and several apart. */
export function findStageKeys(store: ReadableStore, prefix: string): string[] {
  return store
    .sql(
      'SELECT stage_key FROM stages WHERE substr(stage_key, 1, length(@prefix)) = @prefix ORDER BY stage_key LIMIT 2',
    )
    .pluck()
    .all({ prefix }) as string[]; // one TEXT column
}

/** Status of a stage without parsing the rest of it. */
export function findStageStatus(store: ReadableStore, key: string): Status | undefined {
  return store.sql('SELECT status FROM stages WHERE stage_key = ?').pluck().get(key) as Status | undefined; // written by saveStage alone
}

/** Every stage's key and status. */
export function listStageStatuses(store: ReadableStore): Map<string, Status> {
  return new Map(
    store.sql('SELECT stage_key, status FROM stages ORDER BY stage_key').raw().all() as [string, Status][],
  ); // as above
}

/** The stages of an experiment, each once, in the order in which its runs need them. */
export function listStageRows(store: ReadableStore, experimentId: string): StageRow[] {
  return store
    .sql(
      `SELECT s.* FROM stages s JOIN run_stages rs USING (stage_key) JOIN runs r USING (run_id)
       WHERE r.experiment_id = ? GROUP BY s.stage_key ORDER BY min(r.position * 10 + rs.position)`,
    )
    .all(experimentId)
    .map((row) => stageRow.parse(row));
}

/** The stages of a run by position, with what decides the run's status and times. */
export function listStatesOfRun(
  store: ReadableStore,
  runId: string,
): { status: Status; statusAtMs: number; startedAtMs: number | null }[] {
  const rows = store
    .sql(
      'SELECT s.status, s.status_at_ms, s.started_at_ms FROM run_stages rs JOIN stages s USING (stage_key) WHERE rs.run_id = ? ORDER BY rs.position',
    )
    .raw()
    .all(runId);
  // Three columns of a STRICT table; status is written by saveStage alone.
  return (rows as [Status, number, number | null][]).map(([status, statusAtMs, startedAtMs]) => ({
    status,
    statusAtMs,
    startedAtMs,
  }));
}

/** Begins a new attempt: what the attempt before it recorded after the step it goes on from no longer counts. */
export function saveStarted(store: WritableStore, key: string, event: Extract<StageEvent, { kind: 'started' }>): void {
  store
    .sql(
      `UPDATE stages SET attempt = ?, started_at_ms = ?, resumed_from_step = ?, device = ?, versions = ?, totals = '{}', outcome = NULL, outcome_error = NULL,
         phase = NULL, done = NULL, total = NULL, fraction = NULL, remaining_ms = NULL WHERE stage_key = ?`,
    )
    .run(
      event.attempt,
      Math.round(event.atMs),
      event.resumedFromStep,
      event.device,
      JSON.stringify(event.versions),
      key,
    );
  cutMetrics(store, key, event.resumedFromStep);
  store.sql('DELETE FROM checkpoints WHERE stage_key = ? AND step > ?').run(key, event.resumedFromStep);
  saveSize(store, key);
}

export function saveProgress(
  store: WritableStore,
  key: string,
  event: Extract<StageEvent, { kind: 'progressed' }>,
): void {
  store
    .sql('UPDATE stages SET phase = ?, done = ?, total = ?, fraction = ?, remaining_ms = ? WHERE stage_key = ?')
    .run(event.phase, event.done, event.total, event.fraction, event.remainingMs, key);
}

/** Remembers how the last attempt ended by its own word; the status is moved by the lab. */
export function saveFinished(
  store: WritableStore,
  key: string,
  event: Extract<StageEvent, { kind: 'finished' }>,
): void {
  store
    .sql('UPDATE stages SET outcome = ?, outcome_error = ?, totals = ? WHERE stage_key = ?')
    .run(event.outcome, event.error ? JSON.stringify(event.error) : null, JSON.stringify(event.totals ?? {}), key);
}

/** Sets the bytes that a stage's models take. */
export function saveStageSize(store: WritableStore, key: string, sizeBytes: number): void {
  store.sql('UPDATE stages SET size_bytes = ? WHERE stage_key = ?').run(sizeBytes, key);
}

/** Adds up the kept checkpoints. */
export function saveSize(store: WritableStore, key: string): void {
  store
    .sql(
      'UPDATE stages SET size_bytes = (SELECT coalesce(sum(size_bytes), 0) FROM checkpoints c WHERE c.stage_key = @key) WHERE stage_key = @key',
    )
    .run({ key });
}
