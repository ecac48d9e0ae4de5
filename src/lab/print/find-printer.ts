import { findInstalledBrowser } from './installed-browsers.ts';
import { printPage } from './print-page.ts';

/** Prints pages with the browser of this machine; null where there is none. */
export function findPrinter(): ((html: string) => Promise<Uint8Array>) | null {
  const browser = findInstalledBrowser();
  return browser === undefined ? null : (html) => printPage(browser, html);
}
