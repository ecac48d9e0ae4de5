import { Badge } from '@mantine/core';
import type { Status } from '../../shared/events.ts';
import { text } from '../text/index.ts';

const colors: Readonly<Record<Status, string>> = {
  queued: 'gray',
  starting: 'lab',
  running: 'lab',
  stopping: 'yellow',
  completed: 'green',
  failed: 'red',
  cancelled: 'gray',
  interrupted: 'orange',
};

/** A status as a word on its colour; the word carries the meaning. */
export function StatusBadge({ status }: { status: Status }) {
  return (
    // Mantine's own text on its light tints fails WCAG AA.
    <Badge
      color={colors[status]}
      variant="light"
      size="sm"
      tt="none"
      styles={{ label: { color: 'var(--mantine-color-text)' } }}
    >
      {text.common.statuses[status]}
    </Badge>
  );
}
