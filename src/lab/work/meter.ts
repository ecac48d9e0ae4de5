import type { WorkReading } from '../../shared/views/work.ts';

export type OnProgress = (progress: WorkReading) => void;

/** A rate needs some time before it says something. */
const quietMs = 1000;
const tellEveryMs = 100;

/** Counts what is done of a piece of work, in bytes or whatever it is made of, and tells how far it is, at most ten times a second. */
export function meterWork(text: string, total: number, tell: OnProgress | undefined): { add(amount: number): void } {
  const startedAtMs = performance.now();
  let done = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return {
    add: (amount) => {
      done += amount;
      const nowMs = performance.now();
      if (!tell || nowMs - toldAtMs < tellEveryMs) return;
      toldAtMs = nowMs;
      const fraction = total > 0 ? Math.min(1, done / total) : 1;
      const elapsedMs = nowMs - startedAtMs;
      const remainingMs = elapsedMs < quietMs || fraction === 0 ? null : (elapsedMs * (1 - fraction)) / fraction;
      tell({ text, fraction, remainingMs });
    },
  };
}
