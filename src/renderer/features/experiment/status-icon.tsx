import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClock,
  IconHourglass,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react';
import type { Status } from '../../../shared/events.ts';

const icons: Readonly<Record<Status, typeof IconCheck>> = {
  queued: IconClock,
  starting: IconHourglass,
  running: IconPlayerPlay,
  stopping: IconPlayerStop,
  completed: IconCheck,
  failed: IconAlertTriangle,
  cancelled: IconBan,
  interrupted: IconPlayerPause,
};

/** Names of theme colours; the icon and the name beside them carry the meaning. */
export const statusColours: Readonly<Record<Status, string>> = {
  queued: 'gray',
  starting: 'lab',
  running: 'lab',
  stopping: 'yellow',
  completed: 'green',
  failed: 'red',
  cancelled: 'gray',
  interrupted: 'orange',
};

/** The shape of a status; decoration, its name stands beside it. */
export function StatusIcon({ status, size = 14 }: { status: Status; size?: number }) {
  const Icon = icons[status];
  return <Icon size={size} stroke={2} aria-hidden style={{ flex: 'none' }} />;
}
