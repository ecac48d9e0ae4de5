import { CancelledError, describeError, exitCodes } from '../shared/errors.ts';
import type { StageEvent } from '../shared/events.ts';
import { listenForStop } from './control.ts';

export interface Work {
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/** Runs work outside experiments: its events go to the parent as messages, the last one says how it ended. Ends the process. */
export async function runAndReport(work: (context: Work) => Promise<'completed' | 'cancelled'>): Promise<never> {
  const control = listenForStop();
  process.on('uncaughtException', (error) => void finish('failed', error));
  try {
    const outcome = await work({ emit: (event) => void send(event), signal: control.signal });
    return await finish(outcome);
  } catch (error) {
    return await (error instanceof CancelledError ? finish('cancelled') : finish('failed', error));
  }
}

async function finish(outcome: 'completed' | 'cancelled' | 'failed', error?: unknown): Promise<never> {
  const described = outcome === 'failed' ? describeError(error) : null;
  await send({ kind: 'finished', atMs: Date.now(), outcome, ...(described ? { error: described } : {}) });
  if (described && !process.send) process.stderr.write(`${described.message}\n`);
  process.exit({ completed: exitCodes.ok, cancelled: exitCodes.cancelled, failed: exitCodes.failed }[outcome]);
}

/** Resolves when the message has left this process, or cannot any more because the parent is gone. */
function send(event: StageEvent): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) return resolve();
    process.send(event, undefined, undefined, () => resolve());
  });
}
