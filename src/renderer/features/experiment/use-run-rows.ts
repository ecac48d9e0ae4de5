import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RunColumn, RunRowView, RunsTable } from '../../../shared/contract/runs.ts';
import { useRunsTableQuery } from '../runs/queries.ts';

export interface RunResult {
  readonly row: RunRowView;
  /** Percent after the last attack step; null until it is known. */
  readonly harmfulScore: number | null;
  readonly accuracy: number | null;
}

/** Marks and last scores of the given runs, by id; empty until they have been read. */
export function useRunRows(runIds: readonly string[]): ReadonlyMap<string, RunResult> {
  const { data } = useQuery(useRunsTableQuery());
  return useMemo(() => (data ? pickRunRows(data, new Set(runIds)) : new Map()), [data, runIds]);
}

/** Marks and last scores of the wanted runs of the table. */
export function pickRunRows(table: RunsTable, wanted: ReadonlySet<string>): ReadonlyMap<string, RunResult> {
  const read = [findScoreColumn(table, 'HS'), findScoreColumn(table, 'FA')].map(
    (column) =>
      (row: number): number | null => {
        const value = column?.distinct[column.indices[row] ?? -1];
        return typeof value === 'number' ? value : null;
      },
  );
  const [readHarm, readAccuracy] = read;
  const found = table.rows.flatMap((row, index): [string, RunResult][] =>
    wanted.has(row.runId)
      ? [[row.runId, { row, harmfulScore: readHarm?.(index) ?? null, accuracy: readAccuracy?.(index) ?? null }]]
      : [],
  );
  return new Map(found);
}

/** The score's column; where several judges give it, the first. */
function findScoreColumn(table: RunsTable, name: string): RunColumn | undefined {
  const scores = table.columns.filter((column) => column.kind === 'score');
  return scores.find(({ label }) => label === name) ?? scores.find(({ label }) => label.startsWith(`${name} (`));
}
