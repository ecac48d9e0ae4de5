import type { Lab, LabActivity } from '../lab/index.ts';

export type Activity = LabActivity;

export interface ActivityWatch {
  current(): Activity;
  /** Calls back after a change, at most once a second. */
  onChange(listener: (activity: Activity) => void): void;
  close(): void;
}

const refreshEveryMs = 1000;

/** Follows how much of its queue a lab has done. */
export function watchActivity(lab: Lab): ActivityWatch {
  const listeners = new Set<(activity: Activity) => void>();
  let activity = lab.getActivity();
  let timer: NodeJS.Timeout | null = null;
  const refresh = () => {
    timer = null;
    const next = lab.getActivity();
    if (next.runningCount === activity.runningCount && next.fraction === activity.fraction) return;
    activity = next;
    for (const listener of listeners) listener(activity);
  };
  const stop = lab.subscribe((event) => {
    if (event.kind === 'stage.moved' || event.kind === 'stage.progressed' || event.kind === 'run.moved') {
      timer ??= setTimeout(refresh, refreshEveryMs);
    }
  });
  return {
    current: () => activity,
    onChange: (listener) => void listeners.add(listener),
    close() {
      stop();
      if (timer) clearTimeout(timer);
    },
  };
}
