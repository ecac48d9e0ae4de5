import { exitCodes } from '../../shared/errors.ts';
import type { WorkWatch } from '../../shared/views/work.ts';
import { listenForInterrupts } from './interrupts.ts';
import { openTerminalProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Does a piece of work with a progress display; the first Ctrl-C aborts the signal, the next ends the process. */
export async function withProgress<Result>(
  terminal: Terminal,
  work: (watch: WorkWatch) => Promise<Result>,
): Promise<Result> {
  const progress = openTerminalProgress(terminal);
  const interrupts = listenForInterrupts({
    onFirst: () => progress.log('Stopping. Press Ctrl-C again to end at once.'),
    exitCode: exitCodes.cancelled,
  });
  try {
    return await work({ signal: interrupts.signal, onProgress: (reading) => progress.update(reading) });
  } finally {
    progress.close();
    interrupts.close();
  }
}
