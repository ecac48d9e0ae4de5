import type { MarksChange, RunMarks } from '../shared/contract/runs.ts';
import { listMarks, saveMarks } from '../store/index.ts';
import { noMarks, writeMarks } from './folder/marks-file.ts';
import { experimentFolder } from './folder/paths.ts';
import { findRuns } from './queries.ts';
import type { LabContext } from './supervise/move-stage.ts';

/** Changes the marks of runs, first in their experiments' folders and then in the store. @throws AppError lab/no-run. */
export function markRuns(context: LabContext, runIds: readonly string[], change: MarksChange): void {
  const { store, dataFolder, tell } = context;
  const runs = findRuns(store, runIds);
  const nowMs = Date.now();
  for (const experimentId of new Set(runs.map((run) => run.experimentId))) {
    const marks = listMarks(store, experimentId);
    const changed = runs
      .filter((run) => run.experimentId === experimentId)
      .map(({ runId }): [string, RunMarks] => [runId, applyChange(marks.get(runId) ?? noMarks, change, nowMs)]);
    writeMarks(experimentFolder(dataFolder, experimentId), new Map([...marks, ...changed]));
    store.transact(() => {
      for (const [runId, own] of changed) saveMarks(store, runId, own);
    });
  }
  tell({ kind: 'runs.changed' });
  // What is put away leaves the queue.
  if (change.isTrashed !== undefined || change.isArchived !== undefined) tell({ kind: 'queue.changed' });
}

function applyChange(marks: RunMarks, change: MarksChange, nowMs: number): RunMarks {
  const added = (change.addTags ?? []).map((tag) => tag.trim()).filter((tag) => tag !== '');
  const removed = new Set(change.removeTags);
  const tags = [...new Set([...marks.tags.filter((tag) => !removed.has(tag)), ...added])];
  return {
    tags,
    notes: change.notes ?? marks.notes,
    isStarred: change.isStarred ?? marks.isStarred,
    isArchived: change.isArchived ?? marks.isArchived,
    trashedAtMs:
      change.isTrashed === undefined ? marks.trashedAtMs : change.isTrashed ? (marks.trashedAtMs ?? nowMs) : null,
  };
}
