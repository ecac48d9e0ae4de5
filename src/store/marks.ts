import type { RunMarks } from '../shared/contract/runs.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { marksRow } from './rows.ts';

/** The marks of every run of an experiment, by run. */
export function listMarks(store: ReadableStore, experimentId: string): Map<string, RunMarks> {
  const rows = store
    .sql(
      'SELECT run_id, tags, notes, is_starred, is_archived, trashed_at_ms FROM runs WHERE experiment_id = ? ORDER BY position',
    )
    .all(experimentId);
  return new Map(rows.map((row) => marksRow.parse(row)).map(({ runId, ...marks }) => [runId, marks]));
}

export function saveMarks(store: WritableStore, runId: string, marks: RunMarks): void {
  store
    .sql('UPDATE runs SET tags = ?, notes = ?, is_starred = ?, is_archived = ?, trashed_at_ms = ? WHERE run_id = ?')
    .run(
      JSON.stringify(marks.tags),
      marks.notes,
      marks.isStarred ? 1 : 0,
      marks.isArchived ? 1 : 0,
      marks.trashedAtMs,
      runId,
    );
}
