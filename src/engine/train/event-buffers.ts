import type { StageEvent } from '../../shared/events.ts';

/** Points wait at most this long before they are written. */
const flushEveryMs = 500;

/** Collects points of a curve and emits them in columns, so that a fast training does not write a line per step. */
export function createMetricBuffer(emit: (event: StageEvent) => void): {
  add(step: number, values: Readonly<Record<string, number>>): void;
  flush(): void;
} {
  let steps: number[] = [];
  let values: Record<string, (number | null)[]> = {};
  let lastFlushMs = performance.now();

  function flush(): void {
    lastFlushMs = performance.now();
    if (steps.length === 0) return;
    emit({ kind: 'metrics', atMs: Date.now(), steps, values });
    steps = [];
    values = {};
  }

  return {
    add(step, point) {
      for (const [name, value] of Object.entries(point)) {
        values[name] ??= Array.from({ length: steps.length }, () => null);
        values[name].push(Number.isFinite(value) ? value : null);
      }
      steps.push(step);
      for (const column of Object.values(values)) if (column.length < steps.length) column.push(null);
      if (performance.now() - lastFlushMs > flushEveryMs) flush();
    },
    flush,
  };
}

export interface ProgressOptions {
  readonly emit: (event: StageEvent) => void;
  readonly phase: string;
  readonly total: number;
  readonly start: number;
}

/** Reports progress at most four times a second, with the time that is left by the pace so far (the first, compiling step aside). */
export function createProgressMeter({ emit, phase, total, start }: ProgressOptions): {
  advance(done: number, msPerUnit: number): void;
  finish(): void;
} {
  let lastReportMs = 0;
  let lastDone = start;
  let seen = 0;
  // Of the latest advances, older ones fading. A sum weighs each by its units: one quick answer says less than a batch of them.
  let recentMs = 0;
  let recentUnits = 0;

  function report(done: number): void {
    lastReportMs = performance.now();
    emit({
      kind: 'progressed',
      atMs: Date.now(),
      phase,
      done,
      total,
      fraction: total === 0 ? 1 : done / total,
      remainingMs: recentUnits === 0 ? null : Math.round((recentMs / recentUnits) * (total - done)),
    });
  }

  report(start);
  return {
    advance(done, msPerUnit) {
      seen += 1;
      if (seen > 1) {
        recentMs = 0.95 * recentMs + msPerUnit * (done - lastDone);
        recentUnits = 0.95 * recentUnits + (done - lastDone);
      }
      lastDone = done;
      if (performance.now() - lastReportMs > 250) report(done);
    },
    finish: () => report(total),
  };
}
