import { app, shell, type WebContents } from 'electron';
import { isPreviewAddress, isWindowAddress, mayOpenOutside } from './addresses.ts';
import type { DesktopLog } from './log.ts';

/** Sandboxes every page and takes from all of them what a page of ours never needs. Must run before the application is ready. */
export function secureContents(log: DesktopLog): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => secure(contents, log));
}

function secure(contents: WebContents, log: DesktopLog): void {
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => {
    if (!isWindowAddress(event.url)) refuse(event, log);
  });
  contents.on('will-redirect', (event) => refuse(event, log));
  contents.on('will-frame-navigate', (event) => {
    // A report is shown in a frame of the window; no frame shows anything else.
    const isAllowed = event.isMainFrame ? isWindowAddress(event.url) : isPreviewAddress(event.url);
    if (!isAllowed) refuse(event, log);
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) shell.openExternal(url).catch((error: unknown) => log.reportBug(error));
    else log.write('warning', `A page asked to open ${describeAddress(url)}; it was refused.`);
    return { action: 'deny' };
  });
}

function refuse(event: { readonly url: string; preventDefault(): void }, log: DesktopLog): void {
  event.preventDefault();
  log.write('warning', `A page asked to go to ${describeAddress(event.url)}; it was refused.`);
}

/** The beginning of an address: the rest may be long, and may be what someone wanted to carry out. */
function describeAddress(address: string): string {
  return JSON.stringify(address.slice(0, 60));
}
