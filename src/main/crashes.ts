import { app, type BrowserWindow, dialog } from 'electron';
import type { DesktopLog } from './log.ts';

const crashLimit = { count: 3, withinMs: 60_000 } as const;

/** Writes into the log what ends unexpectedly: child processes and bugs in this process. */
export function logCrashes(log: DesktopLog): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason === 'clean-exit') return;
    log.write('warning', `The process ${name ?? type} has ended: ${reason}, exit code ${exitCode}.`);
  });
  process.on('uncaughtException', (error) => {
    log.reportBug(error);
    dialog.showErrorBox(
      'Something went wrong inside Booster Lab',
      `${error.message}\nIt was written to ${log.path}; please report it. What runs is saved in its folder.`,
    );
  });
  process.on('unhandledRejection', (reason) => log.reportBug(reason));
}

/** Loads a window anew when its page has crashed, and says so; one that crashes again and again is left to the user. */
export function reloadAfterCrash(window: BrowserWindow, log: DesktopLog): void {
  let crashesAtMs: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.write('error', `The window's page has crashed: ${reason}, exit code ${exitCode}.`);
    const nowMs = Date.now();
    crashesAtMs = [...crashesAtMs.filter((atMs) => nowMs - atMs < crashLimit.withinMs), nowMs];
    const isLoop = crashesAtMs.length >= crashLimit.count;
    if (!isLoop) window.webContents.reload();
    tell(window, isLoop).catch((error: unknown) => log.reportBug(error));
  });
  window.on('unresponsive', () => log.write('warning', 'The window does not respond.'));
}

async function tell(window: BrowserWindow, isLoop: boolean): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Booster Lab',
    message: isLoop ? 'The window crashes again and again.' : 'The window crashed and was loaded again.',
    detail: 'Runs are not affected: they work in processes of their own.',
    buttons: isLoop ? ['Load again', 'Quit'] : ['OK'],
    defaultId: 0,
    noLink: true,
  });
  if (!isLoop) return;
  if (response === 0) window.webContents.reload();
  else app.quit();
}
