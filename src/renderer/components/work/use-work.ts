import { useEffect, useRef, useState } from 'react';
import { CancelledError } from '../../../shared/errors.ts';
import type { WorkReading, WorkStep } from '../../../shared/views/work.ts';

type Work<Result> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working'; readonly progress: WorkReading | null }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown };

/** One piece of work at a time: how far it is and what came of it. It stops when the dialog goes away. */
export function useWork<Result>() {
  const [work, setWork] = useState<Work<Result>>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  /** The result; null where it failed or was stopped. */
  const start = async (
    begin: (signal: AbortSignal) => Promise<AsyncIterable<WorkStep<Result>>>,
  ): Promise<Result | null> => {
    const controller = new AbortController();
    running.current = controller;
    setWork({ kind: 'working', progress: null });
    let result: Result | null = null;
    try {
      for await (const step of await begin(controller.signal)) {
        if (step.kind === 'progress') setWork({ kind: 'working', progress: step.progress });
        else {
          result = step.result;
          setWork({ kind: 'done', result });
        }
      }
      if (controller.signal.aborted) setWork({ kind: 'idle' });
    } catch (error) {
      const isStopped = controller.signal.aborted || error instanceof CancelledError;
      setWork(isStopped ? { kind: 'idle' } : { kind: 'failed', error });
    }
    return controller.signal.aborted ? null : result;
  };
  const stop = () => {
    running.current?.abort();
    setWork({ kind: 'idle' });
  };
  return { work, start, stop };
}
