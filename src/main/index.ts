import { app } from 'electron';
import { join } from 'node:path';
import { identifyApp } from './identity.ts';
import { openLog } from './log.ts';
import { secureContents } from './secure-contents.ts';
import { claimSingleInstance } from './single-instance.ts';
import { failStart, startDesktop } from './start.ts';
import type { MainWindow } from './window.ts';
import { registerWindowScheme } from './window-protocol.ts';

identifyApp();
const log = openLog(join(app.getPath('userData'), 'logs'));
registerWindowScheme();
secureContents(log);

let window: MainWindow | null = null;
if (claimSingleInstance(() => window?.show())) {
  // Not awaited: Electron is ready only after this module has run to its end.
  start().catch((error: unknown) => failStart(error, log));
} else app.quit();

async function start(): Promise<void> {
  await app.whenReady();
  window = await startDesktop(log);
  if (!window) app.quit();
}
