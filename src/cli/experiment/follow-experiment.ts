import { CancelledError, exitCodes } from '../../shared/errors.ts';
import type { ExperimentView, Lab } from '../../lab/types.ts';
import { spellFollowUp } from '../places.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { advanceWork, beginWork, readWork } from './work.ts';

const redrawEveryMs = 500;

/**
 * Works through an experiment's queue and shows how far it is; with --json every event of the lab is one line.
 * Throws CancelledError with the sentence how to resume, once the workers have saved, when the user stops it.
 */
export async function followExperiment(
  lab: Lab,
  experiment: ExperimentView,
  terminal: Terminal,
): Promise<ExperimentView> {
  const progress = openTerminalProgress(terminal);
  let work = beginWork(lab.listStages(experiment.id), lab.slots);
  const show = (): void => {
    if (!interrupts.signal.aborted) progress.update(readWork(work, Date.now()));
  };
  const interrupts = listenForInterrupts({
    onFirst: () => progress.log('Stopping: the workers save where they are. Press Ctrl-C again to end at once.'),
    exitCode: exitCodes.cancelled,
  });
  const unsubscribe = lab.subscribe((event) => {
    terminal.emit(event);
    work = advanceWork(work, event, Date.now());
    if (event.kind === 'stage.moved' && event.status === 'failed') {
      progress.log(`Failed: ${event.stageKind} ${event.key.slice(0, 8)}: ${event.error?.message ?? 'no reason given'}`);
    } else if (event.kind === 'stage.logged' && event.level !== 'info') {
      progress.log(`${event.level === 'error' ? 'Error' : 'Warning'} in ${event.key.slice(0, 8)}: ${event.message}`);
    }
    show();
  });
  // The remaining time changes between events too.
  const timer = setInterval(show, redrawEveryMs);
  try {
    lab.start({ experimentIds: [experiment.id] });
    const finished = await Promise.race([lab.waitForExperiment(experiment.id), waitForAbort(interrupts.signal)]);
    if (finished !== undefined && !interrupts.signal.aborted) return finished;
    await lab.stop();
    throw new CancelledError(
      `Stopped; everything up to the last checkpoint is kept. To go on: ${spellFollowUp('resume', experiment.id, lab.dataFolder)}`,
    );
  } finally {
    clearInterval(timer);
    unsubscribe();
    progress.close();
    interrupts.close();
  }
}

function waitForAbort(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
