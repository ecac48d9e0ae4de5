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

/** The runs that were completed last, newest first, with their headline scores. */
export function listFinished({ rows, columns }: RunsTable, count: number): FinishedRun[] {
  const valueOf = (column: RunColumn, index: number) => column.distinct[column.indices[index] ?? -1] ?? null;
  const scores = shownScores.flatMap(
    (name) => columns.find((column) => column.kind === 'score' && column.path === name) ?? [],
  );
  const naming = columns.filter(({ path, distinct }) => namingPaths.includes(path) && distinct.length > 1);
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
      name: describeItem({
        arm: row.arm,
        varied: Object.fromEntries(
          namingPaths.flatMap((path) => {
            const column = naming.find((one) => one.path === path);
            if (!column) return [];
            const value = valueOf(column, index);
            return value === null ? [] : [[column.path, value]];
          }),
        ),
      }),
      experimentName: row.experimentName,
      finishedAtMs,
      scores: scores.flatMap((column) => {
        const value = valueOf(column, index);
        return typeof value === 'number' ? [{ name: column.path, value: formatPercent(value) }] : [];
      }),
    }));
}
