import type { WorkReading, WorkStep, WorkWatch } from '../../shared/views/work.ts';

/** Tells how far a piece of work is while it is done, then its result; who stops listening stops it. */
export async function* followSteps<Result>(
  signal: AbortSignal,
  work: (watch: WorkWatch) => Promise<Result>,
): AsyncGenerator<WorkStep<Result>, void, undefined> {
  const left = new AbortController();
  const state: { latest: WorkReading | null; isOver: boolean; wake: () => void } = {
    latest: null,
    isOver: false,
    wake: () => undefined,
  };
  const working = work({
    signal: AbortSignal.any([signal, left.signal]),
    onProgress: (progress) => {
      state.latest = progress;
      state.wake();
    },
  });
  const settle = (): void => {
    state.isOver = true;
    state.wake();
  };
  // How it ended is told below.
  const ended = working.then(settle, settle);
  try {
    while (!state.isOver) {
      const waiting = new Promise<void>((resolve) => {
        state.wake = resolve;
      });
      if (state.latest === null) await waiting;
      const progress = state.latest;
      state.latest = null;
      if (progress !== null) yield { kind: 'progress', progress };
    }
    yield { kind: 'done', result: await working };
  } finally {
    left.abort();
    await ended;
  }
}
