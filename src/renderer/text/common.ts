import type { Status } from '../../shared/events.ts';

export const commonText = {
  cancel: 'Cancel',
  close: 'Close',
  delete: 'Delete',
  undo: 'Undo',
  retry: 'Try again',
  loading: 'Loading',
  none: 'none',
  search: 'Search',
  save: 'Save',
  unknown: 'not known yet',
  reveal: 'Show text',
  hide: 'Hide text',
  harmfulHidden: 'Harmful text, hidden until asked for',
  errorTitle: 'This did not work',
  copied: 'Copied',
  copy: 'Copy',
  statuses: {
    queued: 'Queued',
    starting: 'Starting',
    running: 'Running',
    stopping: 'Stopping',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
    interrupted: 'Interrupted',
  } satisfies Record<Status, string>,
  stages: { align: 'Alignment', attack: 'Attack', evaluate: 'Evaluation' },
  work: {
    starting: 'starting',
    stop: 'Stop',
    working: (words: string, duration: string | null) =>
      duration === null ? `${words} …` : `${words} …, about ${duration} left`,
  },
  runs: (count: number) => (count === 1 ? '1 run' : `${count.toLocaleString('en-US')} runs`),
};
