import type { BundleProgress } from '../../shared/views/bundle.ts';
import { exitCodes } from '../../shared/errors.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Does work on a bundle with a progress display; the first Ctrl-C aborts the signal, the next ends the process. */
export async function withProgress<Result>(
  terminal: Terminal,
  work: (watch: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: BundleProgress) => void;
  }) => Promise<Result>,
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
