import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import type { QueueView } from '../../../shared/contract/runs.ts';
import type { Status } from '../../../shared/events.ts';
import type { StageKind } from '../../../shared/spec/stage.ts';
import type { RunView, StageView } from '../../../shared/views/lab.ts';

export const stageKinds: readonly StageKind[] = ['align', 'attack', 'evaluate'];

const active: readonly Status[] = ['queued', 'starting', 'running', 'stopping'];

/** Whether something goes on or waits by itself. */
export function isActive(status: Status): boolean {
  return active.includes(status);
}

/** How far a stage is, 0..1. */
export function fractionOfStage({ status, progress }: Pick<StageView, 'status' | 'progress'>): number {
  return status === 'completed' ? 1 : (progress?.fraction ?? 0);
}

/** How far a run is, 0..1: the mean of its stages. */
export function fractionOfRun(run: Pick<RunView, 'stages'>, stages: ReadonlyMap<string, StageView>): number {
  const shares = stageKinds.map((kind) => {
    const stage = stages.get(run.stages[kind]);
    return stage ? fractionOfStage(stage) : 0;
  });
  return shares.reduce((total, share) => total + share, 0) / shares.length;
}

export interface Overview {
  readonly runCount: number;
  readonly counts: Readonly<Partial<Record<Status, number>>>;
  /** 0..1 over all stages, each counted once. */
  readonly fraction: number;
  readonly isActive: boolean;
  readonly isComplete: boolean;
  /** Runs that can be cancelled, resumed or retried. */
  readonly cancellable: number;
  readonly resumable: number;
  readonly retryable: number;
}

/** An experiment in numbers. */
export function summarizeExperiment({ runs, stages }: Pick<ExperimentDetail, 'runs' | 'stages'>): Overview {
  const counts: Partial<Record<Status, number>> = {};
  for (const run of runs) counts[run.status] = (counts[run.status] ?? 0) + 1;
  const count = (...statuses: Status[]): number => statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);
  const done = stages.reduce((total, stage) => total + fractionOfStage(stage), 0);
  return {
    runCount: runs.length,
    counts,
    fraction: stages.length === 0 ? 0 : done / stages.length,
    isActive: runs.some((run) => isActive(run.status)),
    isComplete: runs.length > 0 && count('completed') === runs.length,
    cancellable: count('queued', 'starting', 'running', 'interrupted'),
    resumable: count('interrupted', 'cancelled'),
    retryable: count('failed'),
  };
}

/** Runs by arm, in the order of the plan. */
export function groupByArm(runs: readonly RunView[]): ReadonlyMap<string, readonly RunView[]> {
  const groups = new Map<string, RunView[]>();
  for (const run of runs) {
    const group = groups.get(run.arm) ?? [];
    groups.set(run.arm, group);
    group.push(run);
  }
  return groups;
}

/**
 * Expected time until the experiment is over, from the queue's forecast; `isUpperBound` where other experiments wait too.
 * Null where nothing is known.
 */
export function findRemaining(
  queue: QueueView | undefined,
  experimentId: string,
): { readonly ms: number; readonly isUpperBound: boolean } | null {
  if (!queue || queue.remainingMs === null) return null;
  const own = queue.items.filter((item) => item.experimentId === experimentId);
  return own.length === 0 ? null : { ms: queue.remainingMs, isUpperBound: own.length < queue.items.length };
}

/** The experiment that a run belongs to: run ids are made of it and the run's number. */
export function experimentIdOf(runId: string): string {
  return runId.replace(/-\d+$/, '');
}
