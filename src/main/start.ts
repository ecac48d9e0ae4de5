import { app, dialog, session } from 'electron';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { createHost, loadWindowFiles } from '../host/index.ts';
import { watchActivity } from './activity.ts';
import { logCrashes, reloadAfterCrash } from './crashes.ts';
import { createUtilityLauncher } from './launch-utility.ts';
import type { DesktopLog } from './log.ts';
import { installMenu } from './menu.ts';
import { notifyEnds } from './notifications.ts';
import { openDesktopLab } from './open-lab.ts';
import { describeDesktopPlaces } from './places.ts';
import { createPowers } from './powers.ts';
import { guardQuit, type QuitGuard } from './quit.ts';
import { secureSession } from './secure-session.ts';
import { servePorts } from './serve-ports.ts';
import { keepAwake, showProgress } from './show-activity.ts';
import { openStateFile } from './state-file.ts';
import { createTray } from './tray.ts';
import { createMainWindow, type MainWindow } from './window.ts';
import { serveWindow } from './window-protocol.ts';

/** Everything that happens once Electron is ready, in order. Returns the window; null where the user gave up. */
export async function startDesktop(log: DesktopLog): Promise<MainWindow | null> {
  logCrashes(log);
  secureSession(session.defaultSession);
  const places = describeDesktopPlaces();
  const findFile = loadWindowFiles(places.window);
  const state = openStateFile(join(app.getPath('userData'), 'desktop.json'));

  const lab = await openDesktopLab({ state, launchWorker: createUtilityLauncher() });
  if (!lab) return null;
  const host = createHost({
    lab,
    places: places.host,
    desktop: createPowers(),
    reportBug: (error) => log.reportBug(error),
  });
  serveWindow({ session: session.defaultSession, findFile, previews: host.previews });
  servePorts(host.router, log);

  const watch = watchActivity(lab);
  const window = createMainWindow({
    state,
    preloadPath: places.preload,
    iconPath: places.icon,
    onCreate(created) {
      guard.guardWindow(created);
      reloadAfterCrash(created, log);
    },
  });
  const letSleep = keepAwake(watch);
  const tray = createTray({ iconPath: places.trayIcon, watch, window });
  const guard: QuitGuard = guardQuit({
    lab,
    window,
    log,
    onStop() {
      watch.close();
      letSleep();
      tray.destroy();
      host.close();
    },
  });
  installMenu({
    command: (command) => window.command(command),
    dataFolder: lab.dataFolder,
    docsFolder: places.docs,
    logPath: log.path,
  });
  showProgress(watch, window);
  notifyEnds(lab, window);
  app.on('activate', () => window.show());
  window.show();
  return window;
}

/** Says why the application cannot start, and ends it. */
export function failStart(error: unknown, log: DesktopLog): void {
  log.reportBug(error);
  const sentence = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox(
    'Booster Lab cannot start',
    error instanceof AppError ? sentence : `${sentence}\nIt was written to ${log.path}; please report it.`,
  );
  app.exit(1);
}
