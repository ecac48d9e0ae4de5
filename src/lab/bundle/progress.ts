import type { WorkReading } from '../../shared/views/work.ts';

export type OnBundleProgress = (progress: WorkReading) => void;

/** A rate needs some time before it says something. */
const quietMs = 1000;
const tellEveryMs = 100;

/** Counts bytes of a piece of work and tells how far it is, at most ten times a second. */
export function meterBytes(
  text: string,
  totalBytes: number,
  tell: OnBundleProgress | undefined,
): { add(bytes: number): void } {
  const startedAtMs = performance.now();
  let done = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return {
    add: (bytes) => {
      done += bytes;
      const nowMs = performance.now();
      if (!tell || nowMs - toldAtMs < tellEveryMs) return;
      toldAtMs = nowMs;
      const fraction = totalBytes > 0 ? Math.min(1, done / totalBytes) : 1;
      const elapsedMs = nowMs - startedAtMs;
      const remainingMs = elapsedMs < quietMs || fraction === 0 ? null : (elapsedMs * (1 - fraction)) / fraction;
      tell({ text, fraction, remainingMs });
    },
  };
}
