import type { ReadableStore, WritableStore } from './open.ts';
import { type FollowState, followStateRow } from './rows.ts';

export type FollowedFile = 'events.jsonl' | 'samples.jsonl';

/** How far a stage's file has been read; the beginning if never. */
export function getFollowState(store: ReadableStore, key: string, file: FollowedFile): FollowState {
  const row = store
    .sql('SELECT byte_offset, line_count FROM follow_state WHERE stage_key = ? AND file = ?')
    .get(key, file);
  return row === undefined ? { byteOffset: 0, lineCount: 0 } : followStateRow.parse(row);
}

/** True once a stage's event log has been read, be it in part. */
export function isFollowed(store: ReadableStore, key: string): boolean {
  return store.sql("SELECT 1 FROM follow_state WHERE stage_key = ? AND file = 'events.jsonl'").get(key) !== undefined;
}

export function saveFollowState(store: WritableStore, key: string, file: FollowedFile, state: FollowState): void {
  store
    .sql(
      `INSERT INTO follow_state (stage_key, file, byte_offset, line_count) VALUES (?, ?, ?, ?)
       ON CONFLICT (stage_key, file) DO UPDATE SET byte_offset = excluded.byte_offset, line_count = excluded.line_count`,
    )
    .run(key, file, state.byteOffset, state.lineCount);
}

/** Forgets everything that was read from a stage's files, so that they are read again from the beginning. */
export function forgetFollowed(store: WritableStore, key: string): void {
  for (const table of [
    'metric_chunks',
    'metric_ends',
    'metric_times',
    'scores',
    'samples',
    'judges',
    'judgements',
    'checkpoints',
    'logs',
    'follow_state',
  ]) {
    store.sql(`DELETE FROM ${table} WHERE stage_key = ?`).run(key);
  }
  store
    .sql(
      `UPDATE stages SET attempt = 0, started_at_ms = NULL, resumed_from_step = 0, device = NULL, versions = '{}', totals = '{}', phase = NULL,
         done = NULL, total = NULL, fraction = NULL, remaining_ms = NULL, size_bytes = 0, outcome = NULL, outcome_error = NULL WHERE stage_key = ?`,
    )
    .run(key);
}
