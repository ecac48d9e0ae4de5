import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { type Status, statuses } from '../../../../shared/events.ts';

const liveStatuses: ReadonlySet<Status> = new Set(['starting', 'running', 'stopping']);

/** True while a worker is at the run. */
export function isLive({ status }: Pick<RunRowView, 'status'>): boolean {
  return liveStatuses.has(status);
}

/** What "is:" may ask for. */
export const stateTests: Readonly<Record<string, (row: RunRowView) => boolean>> = {
  starred: (row) => row.isStarred,
  tagged: (row) => row.tags.length > 0,
  noted: (row) => row.notes !== '',
  imported: (row) => row.origin !== null,
  live: isLive,
  ...Object.fromEntries(statuses.map((status) => [status, (row: RunRowView) => row.status === status])),
};
