import type { BundleStep } from '../../shared/contract/bundles.ts';
import type { BundleProgress } from '../../shared/views/bundle.ts';

interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BundleProgress) => void;
}

/** Tells how far a piece of work is while it is done, then its result; who stops listening stops it. */
export async function* followSteps<Result>(
  signal: AbortSignal,
  work: (watch: Watch) => Promise<Result>,
): AsyncGenerator<BundleStep<Result>, void, undefined> {
  const left = new AbortController();
  const state: { latest: BundleProgress | null; isOver: boolean; wake: () => void } = {
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
