import { runWorkerJob, type WorkerJob } from '../../lab/index.ts';
import { CancelledError, exitCodes } from '../../shared/errors.ts';
import type { StageEvent } from '../../shared/events.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Runs one job in a worker and shows how far it is; with --json every event of the worker is one line.
 * Throws CancelledError with `stopped` as its sentence when the user stops it.
 */
export async function runJob(
  work: WorkerJob,
  options: { readonly terminal: Terminal; readonly stopped: string },
): Promise<void> {
  const { terminal, stopped } = options;
  const progress = openTerminalProgress(terminal);
  const interrupts = listenForInterrupts({
    onFirst: () => progress.log('Stopping. Press Ctrl-C again to end at once.'),
    exitCode: exitCodes.cancelled,
  });
  const onEvent = (event: StageEvent): void => {
    terminal.emit(event);
    if (event.kind === 'progressed') {
      const { phase, done, total, fraction, remainingMs } = event;
      progress.update({ fraction, remainingMs, text: `${phase} ${done} of ${total}` });
    } else if (event.kind === 'logged' && (event.level !== 'info' || !terminal.isJson)) {
      progress.log(
        event.level === 'info' ? event.message : `${event.level === 'error' ? 'Error' : 'Warning'}: ${event.message}`,
      );
    }
  };
  try {
    await runWorkerJob(work, { onEvent, signal: interrupts.signal });
  } catch (error) {
    throw error instanceof CancelledError ? new CancelledError(stopped) : error;
  } finally {
    progress.close();
    interrupts.close();
  }
}
