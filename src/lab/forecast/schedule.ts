import type { StageSpec } from '../../shared/spec/stage.ts';

/** A stage that is not complete, in queue order. */
export interface PendingStage {
  readonly key: string;
  /** Stages that must be complete before it starts; those that are not pending are. */
  readonly after: readonly string[];
  /** Null where it is not known. */
  readonly remainingMs: number | null;
  readonly memoryBytes: number | null;
  readonly isRunning: boolean;
}

export interface Schedule {
  /** Until the last stage ends; null where a duration is not known. */
  readonly durationMs: number | null;
  /** Most that the stages that run together take; null where a stage's is not known. */
  readonly memoryBytes: number | null;
}

/** Keys of the stages that a stage needs. */
export function listUpstream(stage: StageSpec): string[] {
  if (stage.kind === 'align') return [];
  return stage.kind === 'attack' ? [stage.from] : [stage.from, stage.aligned];
}

/** Plays the queue: whenever a slot is free, the first stage whose upstream is complete starts. */
export function schedule(stages: readonly PendingStage[], slots: number): Schedule {
  const isTimed = stages.every(({ remainingMs }) => remainingMs !== null);
  if (!isTimed) return { durationMs: null, memoryBytes: boundMemory(stages, slots) };
  const waiting = new Map(stages.map((stage) => [stage.key, stage]));
  const running = new Map<string, { readonly endMs: number; readonly memoryBytes: number | null }>();
  let nowMs = 0;
  let memoryBytes: number | null = 0;
  const start = (stage: PendingStage) => {
    waiting.delete(stage.key);
    running.set(stage.key, { endMs: nowMs + (stage.remainingMs ?? 0), memoryBytes: stage.memoryBytes });
  };
  for (const stage of stages) if (stage.isRunning) start(stage);
  while (waiting.size > 0 || running.size > 0) {
    for (const stage of waiting.values()) {
      if (running.size >= slots) break;
      if (!stage.after.some((key) => waiting.has(key) || running.has(key))) start(stage);
    }
    // Stages that wait for each other cannot come from a plan; without this the loop would not end.
    if (running.size === 0) return { durationMs: null, memoryBytes: boundMemory(stages, slots) };
    const used = addUp([...running.values()].map((one) => one.memoryBytes));
    memoryBytes = used === null || memoryBytes === null ? null : Math.max(memoryBytes, used);
    nowMs = Math.min(...[...running.values()].map(({ endMs }) => endMs));
    for (const [key, { endMs }] of running) if (endMs <= nowMs) running.delete(key);
  }
  return { durationMs: nowMs, memoryBytes };
}

/** Without times: the largest stages at once. */
function boundMemory(stages: readonly PendingStage[], slots: number): number | null {
  const total = addUp(stages.map((stage) => stage.memoryBytes));
  if (total === null) return null;
  const sizes = stages.map((stage) => stage.memoryBytes ?? 0).sort((left, right) => right - left);
  return addUp(sizes.slice(0, slots));
}

/** The sum; null if any part is not known. */
export function addUp(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}
