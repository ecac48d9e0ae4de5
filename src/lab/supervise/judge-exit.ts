import type { ErrorData } from '../../shared/errors.ts';
import { exitCodes } from '../../shared/errors.ts';
import type { Status } from '../../shared/events.ts';
import type { WorkerExit } from './worker-process.ts';

/** Why the lab asked a worker to stop; null if it did not. */
export type StopReason = 'cancel' | 'shutdown' | null;

export interface Ending {
  readonly exit: WorkerExit;
  /** The last `finished` event of this attempt; null if it wrote none. */
  readonly outcome: 'completed' | 'cancelled' | 'failed' | null;
  readonly outcomeError: ErrorData | null;
  readonly stopReason: StopReason;
}

/** Signals by which a person or the system stops a process; its last checkpoint is sound. */
const stoppingSignals: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** What has become of a stage whose worker is gone. The log has the first word: complete is complete, whatever the exit code. */
export function judgeExit(ending: Ending): { status: Status; error: ErrorData | null } {
  const { exit, outcome, outcomeError, stopReason } = ending;
  if (outcome === 'completed') return { status: 'completed', error: null };
  if (outcome === 'failed') {
    return {
      status: 'failed',
      error: outcomeError ?? {
        code: 'worker/failed',
        message: `The worker failed without a reason.${describeTail(exit)}`,
      },
    };
  }
  if (exit.spawnError !== null) {
    return {
      status: 'failed',
      error: { code: 'worker/not-started', message: `The worker process could not be started: ${exit.spawnError}.` },
    };
  }
  if (exit.wasKilled) return judgeKilled(stopReason);
  const isStopped = outcome === 'cancelled' || exit.code === exitCodes.cancelled;
  if (stopReason === 'cancel' && (isStopped || stoppingSignals.includes(exit.signal)))
    return { status: 'cancelled', error: null };
  if (stopReason === 'shutdown' && (isStopped || stoppingSignals.includes(exit.signal)))
    return interrupted('The lab was stopped.');
  if (isStopped) return interrupted('The worker was stopped from outside.');
  if (stoppingSignals.includes(exit.signal)) {
    const hint = exit.signal === 'SIGKILL' ? ' The system does so when memory runs out.' : '';
    return interrupted(`The worker was killed by ${exit.signal}.${hint}`);
  }
  const how =
    exit.reason ?? (exit.signal === null ? `ended with exit code ${exit.code}` : `crashed with ${exit.signal}`);
  return {
    status: 'failed',
    error: { code: 'worker/crashed', message: `The worker ${how} without a finished event.${describeTail(exit)}` },
  };
}

function judgeKilled(stopReason: StopReason): { status: Status; error: ErrorData | null } {
  if (stopReason === 'shutdown')
    return interrupted('The lab was stopped, and the worker was killed because it did not stop in time.');
  return {
    status: 'failed',
    error: {
      code: 'worker/killed',
      message: 'The worker was killed because it did not stop in time after the cancel.',
    },
  };
}

function interrupted(reason: string): { status: Status; error: ErrorData } {
  return {
    status: 'interrupted',
    error: { code: 'worker/interrupted', message: `${reason} Resume goes on from the last checkpoint.` },
  };
}

function describeTail(exit: WorkerExit): string {
  return exit.logTail ? ` Its last output (worker.log):\n${exit.logTail}` : ' It printed nothing.';
}
