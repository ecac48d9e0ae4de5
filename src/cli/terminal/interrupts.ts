/** The user's wish to stop, as a signal for everything that can be stopped. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** Stops listening: Ctrl-C then ends the process at once again. */
  readonly close: () => void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** One Ctrl-C can arrive twice, from the terminal and passed on by npm; only a later one counts as the second. */
const sameKeypressMs = 700;

/**
 * Listens for Ctrl-C and SIGTERM: the first aborts the signal after `onFirst`, so that work can be saved;
 * the next one ends the process at once with `exitCode` (workers notice, save and end by themselves).
 */
export function listenForInterrupts(options: { readonly onFirst: () => void; readonly exitCode: number }): Interrupts {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  const handle = (): void => {
    const nowMs = performance.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      options.onFirst();
      controller.abort();
    } else if (nowMs - firstAtMs > sameKeypressMs) {
      process.exit(options.exitCode);
    }
  };
  for (const signal of signals) process.on(signal, handle);
  return {
    signal: controller.signal,
    close: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
