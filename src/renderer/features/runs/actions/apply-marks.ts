import type { MarksChange, RunRowView, RunsTable } from '../../../../shared/contract/runs.ts';

/** The table as it will be once the lab has stored a change of marks. */
export function applyMarks(table: RunsTable, runIds: readonly string[], change: MarksChange, nowMs: number): RunsTable {
  const chosen = new Set(runIds);
  return { ...table, rows: table.rows.map((row) => (chosen.has(row.runId) ? changeRow(row, change, nowMs) : row)) };
}

function changeRow(row: RunRowView, change: MarksChange, nowMs: number): RunRowView {
  const { addTags = [], removeTags = [], notes, isStarred, isArchived, isTrashed } = change;
  const tags = [...new Set([...row.tags, ...addTags])].filter((tag) => !removeTags.includes(tag));
  return {
    ...row,
    tags,
    notes: notes ?? row.notes,
    isStarred: isStarred ?? row.isStarred,
    isArchived: isArchived ?? row.isArchived,
    trashedAtMs: isTrashed === undefined ? row.trashedAtMs : isTrashed ? (row.trashedAtMs ?? nowMs) : null,
  };
}
