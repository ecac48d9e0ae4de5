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
  advance(done: number, elapsedMs: number): void;
  finish(): void;
} {
  let lastReportMs = 0;
  let smoothedMs: number | null = null;
  let seen = 0;

  function report(done: number): void {
    lastReportMs = performance.now();
    emit({
      kind: 'progressed',
      atMs: Date.now(),
      phase,
      done,
      total,
      fraction: total === 0 ? 1 : done / total,
      remainingMs: smoothedMs === null ? null : Math.round(smoothedMs * (total - done)),
    });
  }

  report(start);
  return {
    advance(done, elapsedMs) {
      seen += 1;
      if (seen > 1) smoothedMs = smoothedMs === null ? elapsedMs : 0.95 * smoothedMs + 0.05 * elapsedMs;
      if (performance.now() - lastReportMs > 250) report(done);
    },
    finish: () => report(total),
  };
}
