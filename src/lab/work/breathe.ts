import { setImmediate as yieldToEvents } from 'node:timers/promises';

/** Longer than this, a window waits for its answers. */
const longestMs = 20;

/** Called between the parts of a long piece of work: now and then it lets everything else run, and it throws when the signal was aborted. */
export function createBreather(signal: AbortSignal | undefined): () => Promise<void> {
  let sinceMs = performance.now();
  return async () => {
    if (performance.now() - sinceMs > longestMs) {
      await yieldToEvents();
      sinceMs = performance.now();
    }
    signal?.throwIfAborted();
  };
}
