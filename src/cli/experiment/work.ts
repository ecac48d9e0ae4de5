import { assertNever } from '../../shared/errors.ts';
import type { Status } from '../../shared/events.ts';
import type { StageKind } from '../../shared/spec/stage.ts';
import type { LabEvent, StageView } from '../../lab/types.ts';
import type { ProgressReading } from '../terminal/progress.ts';

/** What is left of an experiment when a command starts, and how far it has come since. */
export interface Work {
  readonly stages: ReadonlyMap<string, WorkStage>;
  /** Stages that were complete before. */
  readonly reusedCount: number;
  readonly slots: number;
}

interface WorkStage {
  readonly kind: StageKind;
  readonly status: Status;
  readonly fraction: number;
  /** Fraction that it started from; above 0 after a resume. */
  readonly firstFraction: number;
  readonly startedAtMs: number | null;
  /** How long it takes in whole, measured once it is complete. */
  readonly durationMs: number | null;
  /** When it will be complete, by the worker's own estimate. */
  readonly endsAtMs: number | null;
}

const verbs: Readonly<Record<StageKind, string>> = { align: 'aligning', attack: 'attacking', evaluate: 'evaluating' };

/** Starts counting; stages that are complete already are no work. */
export function beginWork(
  stages: readonly Pick<StageView, 'key' | 'kind' | 'status' | 'progress'>[],
  slots: number,
): Work {
  const open = stages.filter((stage) => stage.status !== 'completed');
  return {
    stages: new Map(
      open.map(({ key, kind, status, progress }) => {
        const fraction = progress?.fraction ?? 0;
        return [
          key,
          { kind, status, fraction, firstFraction: fraction, startedAtMs: null, durationMs: null, endsAtMs: null },
        ];
      }),
    ),
    reusedCount: stages.length - open.length,
    slots,
  };
}

/** The work after an event of the lab; events of other experiments change nothing. */
export function advanceWork(work: Work, event: LabEvent, nowMs: number): Work {
  switch (event.kind) {
    case 'stage.moved':
      return changeStage(work, event.key, (stage) => moveStage(stage, event.status, nowMs));
    case 'stage.progressed':
      return changeStage(work, event.key, (stage) => ({
        ...stage,
        fraction: event.fraction,
        startedAtMs: stage.startedAtMs ?? nowMs,
        endsAtMs: event.remainingMs === null ? stage.endsAtMs : nowMs + event.remainingMs,
      }));
    case 'stage.logged':
    case 'stage.scored':
    case 'stage.grew':
    case 'run.moved':
    case 'runs.changed':
    case 'queue.changed':
    case 'judging.moved':
    case 'lab.troubled':
    case 'lab.failed':
      return work;
    default:
      return assertNever(event);
  }
}

/** How far the work is: the share of the expected time, with what is going on in words. */
export function readWork(work: Work, nowMs: number): ProgressReading {
  const stages = [...work.stages.values()];
  const finished = stages.filter(isSettled);
  const running = stages.filter((stage) => stage.status === 'running' || stage.status === 'starting');
  const expected = expectDurations(stages, nowMs);
  const doneMs = stages.reduce((sum, stage) => sum + expected(stage) * (isSettled(stage) ? 1 : stage.fraction), 0);
  const leftMs = stages.reduce((sum, stage) => sum + countLeftMs(stage, expected(stage), nowMs), 0);
  const counts = (Object.keys(verbs) as StageKind[]) // the keys of a record over StageKind
    .map((kind) => ({ kind, count: running.filter((stage) => stage.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${verbs[kind]} ${count}`);
  const words = [`${finished.length} of ${stages.length} stages`, ...(counts.length > 0 ? [counts.join(', ')] : [])];
  const totalMs = doneMs + leftMs;
  return {
    fraction: totalMs > 0 ? doneMs / totalMs : stages.length === 0 ? 1 : null,
    remainingMs: leftMs > 0 ? leftMs / Math.min(work.slots, stages.length) : null,
    text: words.join(', '),
  };
}

function changeStage(work: Work, key: string, change: (stage: WorkStage) => WorkStage): Work {
  const stage = work.stages.get(key);
  if (!stage) return work;
  return { ...work, stages: new Map(work.stages).set(key, change(stage)) };
}

function moveStage(stage: WorkStage, status: Status, nowMs: number): WorkStage {
  const startedAtMs = stage.startedAtMs ?? (status === 'starting' || status === 'running' ? nowMs : null);
  // A stage that another process completed was never seen running; it says nothing about durations.
  const isMeasured = status === 'completed' && startedAtMs !== null && stage.firstFraction < 1;
  return {
    ...stage,
    status,
    startedAtMs,
    fraction: status === 'completed' ? 1 : stage.fraction,
    durationMs: isMeasured ? (nowMs - startedAtMs) / (1 - stage.firstFraction) : stage.durationMs,
  };
}

/**
 * Guesses how long a stage takes in whole: like the finished and running ones of its kind, else like those of the others.
 * 0 while nothing is known.
 */
function expectDurations(stages: readonly WorkStage[], nowMs: number): (stage: WorkStage) => number {
  const seen = stages.flatMap((stage) => {
    if (stage.durationMs !== null) return [{ kind: stage.kind, durationMs: stage.durationMs }];
    const done = stage.fraction - stage.firstFraction;
    if (stage.startedAtMs === null || isSettled(stage)) return [];
    if (stage.endsAtMs !== null) {
      return [{ kind: stage.kind, durationMs: (stage.endsAtMs - stage.startedAtMs) / (1 - stage.firstFraction || 1) }];
    }
    return done > 0.02 ? [{ kind: stage.kind, durationMs: (nowMs - stage.startedAtMs) / done }] : [];
  });
  const overall = average(seen.map((each) => each.durationMs)) ?? 0;
  const byKind = (kind: StageKind) => average(seen.filter((each) => each.kind === kind).map((each) => each.durationMs));
  const known = { align: byKind('align'), attack: byKind('attack'), evaluate: byKind('evaluate') };
  return (stage) => known[stage.kind] ?? overall;
}

function countLeftMs(stage: WorkStage, expectedMs: number, nowMs: number): number {
  if (isSettled(stage)) return 0;
  if (stage.endsAtMs !== null && stage.status === 'running') return Math.max(0, stage.endsAtMs - nowMs);
  return expectedMs * (1 - stage.fraction);
}

function average(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function isSettled(stage: WorkStage): boolean {
  return stage.status === 'completed' || stage.status === 'failed' || stage.status === 'cancelled';
}
