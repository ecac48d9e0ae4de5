import type { Lab } from '../lab/index.ts';

/** What the lab does now. */
export interface Activity {
  /** Stages that have a worker. */
  readonly runningCount: number;
  /** 0..1 over every stage of the experiments that are not finished; null when nothing runs. */
  readonly fraction: number | null;
}

export interface ActivityWatch {
  current(): Activity;
  /** Calls back after a change, at most once a second. */
  onChange(listener: (activity: Activity) => void): void;
  close(): void;
}

const refreshEveryMs = 1000;
const activeStatuses = ['queued', 'starting', 'running', 'stopping'] as const;
const idle: Activity = { runningCount: 0, fraction: null };

/** Follows how much of its queue a lab has done. */
export function watchActivity(lab: Lab): ActivityWatch {
  const listeners = new Set<(activity: Activity) => void>();
  let activity = measure(lab);
  let timer: NodeJS.Timeout | null = null;
  const refresh = () => {
    timer = null;
    const next = measure(lab);
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

function measure(lab: Lab): Activity {
  const experiments = lab
    .listExperiments()
    .filter(({ runCounts }) => activeStatuses.some((status) => runCounts[status] > 0));
  // Experiments share stages.
  const stages = new Map(experiments.flatMap(({ id }) => lab.listStages(id)).map((stage) => [stage.key, stage]));
  const all = [...stages.values()];
  const runningCount = all.filter(({ status }) => ['starting', 'running', 'stopping'].includes(status)).length;
  if (runningCount === 0) return idle;
  const done = all.reduce(
    (sum, { status, progress }) => sum + (status === 'completed' ? 1 : (progress?.fraction ?? 0)),
    0,
  );
  return { runningCount, fraction: done / all.length };
}
