import { findInstalledBrowser } from './installed-browsers.ts';
import { openPrinter, type Printer, printPage } from './printer.ts';

/** Prints pages with the browser of this machine, which is started for each; null where there is none. */
export function findPrinter(): Printer['print'] | null {
  const browser = findInstalledBrowser();
  return browser === undefined ? null : (html, onHandedOver) => printPage(browser, html, { onHandedOver });
}

/** The browser of this machine, started at once while what it will print is still to be made; null where there is none. */
export function startPrinter(): Printer | null {
  const browser = findInstalledBrowser();
  return browser === undefined ? null : openPrinter(browser);
}
