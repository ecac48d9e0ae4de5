import { CancelledError, describeError, exitCodes } from '../shared/errors.ts';
import type { StageEvent } from '../shared/events.ts';
import { listenForStop } from './control.ts';
import { findParent } from './parent.ts';

export interface Work {
  readonly emit: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/** Runs work outside experiments: its events go to the parent as messages, the last one says how it ended. Ends the process. */
export async function runAndReport(work: (context: Work) => Promise<'completed' | 'cancelled'>): Promise<never> {
  const control = listenForStop();
  const parent = findParent();
  process.on('uncaughtException', (error) => void finish('failed', error));
  try {
    const outcome = await work({ emit: (event) => void parent?.send(event), signal: control.signal });
    return await finish(outcome);
  } catch (error) {
    return await (error instanceof CancelledError ? finish('cancelled') : finish('failed', error));
  }

  async function finish(outcome: 'completed' | 'cancelled' | 'failed', error?: unknown): Promise<never> {
    const described = outcome === 'failed' ? describeError(error) : null;
    const event = { kind: 'finished' as const, atMs: Date.now(), outcome, ...(described ? { error: described } : {}) };
    await parent?.sendLast(event satisfies StageEvent);
    if (described && !parent) process.stderr.write(`${described.message}\n`);
    process.exit({ completed: exitCodes.ok, cancelled: exitCodes.cancelled, failed: exitCodes.failed }[outcome]);
  }
}
