import type { TableModel } from '../model/build-model.ts';
import type { Line } from '../model/group-rows.ts';

/** What a line is known by when lines move. */
export function lineKey(line: Line, model: TableModel): string {
  return line.kind === 'group' ? `group ${line.group.key}` : `run ${model.rows[line.row]?.runId ?? ''}`;
}

/** The runs that a line stands for: of a group, all of its members. */
export function listRows(line: Line): readonly number[] {
  return line.kind === 'group' ? line.group.rows : [line.row];
}

/** The runs of the lines between two places, both included; members of closed groups too. */
export function listRange(lines: readonly Line[], from: number, to: number): number[] {
  const rows = lines.slice(Math.min(from, to), Math.max(from, to) + 1).flatMap(listRows);
  return [...new Set(rows)];
}
