import { findParent } from './parent.ts';

/** Why a worker was asked to stop. */
export type StopCause = 'cancel' | 'disconnect';

export interface Control {
  readonly signal: AbortSignal;
  /** Null until something asked the worker to stop. */
  cause(): StopCause | null;
}

/**
 * Listens for everything that stops a worker: the lab's cancel message, SIGTERM, SIGINT, and the loss of the lab.
 * Without a parent (started by hand or by a scheduler) there is no lab to lose.
 */
export function listenForStop(): Control {
  const controller = new AbortController();
  let cause: StopCause | null = null;
  const stop = (why: StopCause) => {
    cause ??= why;
    controller.abort();
  };
  const parent = findParent();
  parent?.onMessage((message) => {
    if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'cancel')
      stop('cancel');
  });
  parent?.onGone(() => stop('disconnect'));
  process.on('SIGTERM', () => stop('cancel'));
  process.on('SIGINT', () => stop('cancel'));
  // The lab may have gone before this line was reached.
  if (parent && !parent.isThere()) stop('disconnect');
  return { signal: controller.signal, cause: () => cause };
}
