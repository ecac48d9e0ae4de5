import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { isLive } from '../filter/states.ts';
import { type Column, readValue } from '../model/column.ts';
import { formatCell, formatValue } from '../model/format-value.ts';
import classes from './grid.module.css';
import { LiveProgress } from './live-progress.tsx';

/** What stands in one cell of a run. */
export function CellContent({ column, row, run }: { column: Column; row: number; run: RunRowView }) {
  if (column.valueType === 'status') {
    return (
      <>
        <StatusBadge status={run.status} />
        {isLive(run) && <LiveProgress runId={run.runId} />}
      </>
    );
  }
  if (column.valueType === 'tags') {
    return (
      <span>
        {run.tags.map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </span>
    );
  }
  const value = readValue(column, row);
  const short = formatCell(column, value);
  const full = formatValue(column, value);
  return <span title={short === full && column.valueType !== 'text' ? undefined : full}>{short}</span>;
}
