import type { RunColumn, RunsTable } from '../../../shared/contract/runs.ts';
import { formatPercent } from '../../components/format.ts';
import { describeItem } from './describe-item.ts';

export interface FinishedRun {
  readonly runId: string;
  readonly name: string;
  readonly experimentName: string;
  readonly finishedAtMs: number;
  readonly scores: readonly { readonly name: string; readonly value: string }[];
}

const shownScores = ['HS', 'FA'];
/** What tells most runs of one experiment apart, where it varies. */
const namingPaths = ['attack.p', 'attack.n', 'alignment.method.lambda', 'seed'];

/** Names a row of the table by what tells runs apart: "Booster · p = 0.1, Seed = 3". */
export function createRunNames({ rows, columns }: RunsTable): (index: number) => string {
  const naming = namingPaths.flatMap(
    (path) => columns.find((column) => column.path === path && column.distinct.length > 1) ?? [],
  );
  return (index) =>
    describeItem({
      arm: rows[index]?.arm ?? '',
      varied: Object.fromEntries(
        naming.flatMap((column) => {
          const value = valueOf(column, index);
          return value === null ? [] : [[column.path, value]];
        }),
      ),
    });
}

function valueOf(column: RunColumn, index: number) {
  return column.distinct[column.indices[index] ?? -1] ?? null;
}

/** The runs that were completed last, newest first, with their headline scores. */
export function listFinished(table: RunsTable, count: number): FinishedRun[] {
  const { rows, columns } = table;
  const nameOf = createRunNames(table);
  const scores = shownScores.flatMap(
    (name) => columns.find((column) => column.kind === 'score' && column.path === name) ?? [],
  );
  return rows
    .flatMap((row, index) =>
      row.status === 'completed' && row.finishedAtMs !== null && row.trashedAtMs === null
        ? [{ row, index, finishedAtMs: row.finishedAtMs }]
        : [],
    )
    .sort((left, right) => right.finishedAtMs - left.finishedAtMs)
    .slice(0, count)
    .map(({ row, index, finishedAtMs }) => ({
      runId: row.runId,
      name: nameOf(index),
      experimentName: row.experimentName,
      finishedAtMs,
      scores: scores.flatMap((column) => {
        const value = valueOf(column, index);
        return typeof value === 'number' ? [{ name: column.path, value: formatPercent(value) }] : [];
      }),
    }));
}
