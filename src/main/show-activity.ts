import { powerSaveBlocker } from 'electron';
import type { Activity, ActivityWatch } from './activity.ts';
import type { MainWindow } from './window.ts';

/** Keeps the machine awake while a stage runs; the display may sleep. Returns what ends it. */
export function keepAwake(watch: ActivityWatch): () => void {
  let blocker: number | null = null;
  const update = ({ runningCount }: Activity) => {
    if (runningCount > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else release();
  };
  const release = () => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  };
  update(watch.current());
  watch.onChange(update);
  return release;
}

/** Shows in the taskbar or the dock how much of the queue is done. */
export function showProgress(watch: ActivityWatch, window: MainWindow): void {
  const update = ({ fraction }: Activity) => window.current()?.setProgressBar(fraction ?? -1);
  update(watch.current());
  watch.onChange(update);
}
