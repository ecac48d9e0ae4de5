import { app, type BrowserWindow, dialog, Notification, powerMonitor } from 'electron';
import type { Lab } from '../lab/index.ts';
import type { DesktopLog } from './log.ts';
import type { MainWindow } from './window.ts';

export interface QuitOptions {
  readonly lab: Lab;
  readonly window: MainWindow;
  readonly log: DesktopLog;
  /** Ends everything that works on the lab, before the lab is stopped. */
  readonly onStop: () => void;
}

export interface QuitGuard {
  /** Makes closing this window leave runs going. */
  guardWindow(window: BrowserWindow): void;
}

/** How long workers may take to save their place; less when the system itself is shutting down. */
const deadlineMs = { quit: 60_000, shutdown: 4000 } as const;

/** Lets nothing that runs be lost: closing hides, quitting asks, and every way out stops the workers so that they can go on later. */
export function guardQuit({ lab, window, log, onStop }: QuitOptions): QuitGuard {
  let state: 'open' | 'stopping' | 'stopped' = 'open';
  let isAsking = false;
  let hasToldOfTray = false;

  async function stop(kind: keyof typeof deadlineMs): Promise<void> {
    if (state === 'stopping' || state === 'stopped') return;
    state = 'stopping';
    // Saving may take a while, and a window without a lab would look broken.
    window.hide();
    onStop();
    try {
      await lab.stop({ deadlineMs: deadlineMs[kind] });
    } catch (error) {
      // What a worker has written is safe in its folder; the next start settles the rest.
      log.reportBug(error);
    }
    state = 'stopped';
    app.quit();
  }

  async function askAndStop(): Promise<void> {
    const { runningCount } = lab.getActivity();
    if (runningCount === 0) return stop('quit');
    isAsking = true;
    const answer = await ask(runningCount).finally(() => {
      isAsking = false;
    });
    if (answer === 'stop') await stop('quit');
    else if (answer === 'keep' && state === 'open') window.hide();
  }

  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'open' && !isAsking) askAndStop().catch((error: unknown) => log.reportBug(error));
  });
  app.on('window-all-closed', () => {
    // On macOS an application stays without a window; elsewhere it stays only while something runs, and is hidden then.
    if (process.platform !== 'darwin') app.quit();
  });
  // The event can delay the system's shutdown, though Electron's types do not know it.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    void stop('shutdown');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop('quit'));

  return {
    guardWindow(created) {
      created.on('close', (event) => {
        if (state === 'stopping' || state === 'stopped' || lab.getActivity().runningCount === 0) return;
        event.preventDefault();
        created.hide();
        if (!hasToldOfTray) tellOfTray(window);
        hasToldOfTray = true;
      });
      // Windows alone tells windows that the user is signing out.
      created.on('query-session-end', () => void stop('shutdown'));
      created.on('session-end', () => void stop('shutdown'));
    },
  };
}

const answers = ['stop', 'keep', 'cancel'] as const;

async function ask(runningCount: number): Promise<(typeof answers)[number]> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Booster Lab',
    message: runningCount === 1 ? 'A stage is still running.' : `${runningCount} stages are still running.`,
    detail: 'Stopped stages save their place and go on from there when you resume them.',
    buttons: ['Stop and quit', 'Keep running in background', 'Cancel'],
    defaultId: 1,
    cancelId: 2,
    noLink: true,
  });
  return answers[response] ?? 'cancel';
}

function tellOfTray(window: MainWindow): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({
    title: 'Runs go on in the background',
    body: 'Booster Lab stays in the tray until they are done; start it again or click here to see it.',
  });
  notification.on('click', () => window.show());
  notification.show();
}
