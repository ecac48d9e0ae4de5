import { type Browser, chromium } from '@playwright/test';
import { inject } from 'vitest';

/** True where tests that need a browser can run. */
export const hasBrowser = inject('browserPath') !== '';

/** Starts the browser that the set-up found; the caller closes it. */
export function openBrowser(): Promise<Browser> {
  // Containers of CI run as root, where Chromium's own sandbox cannot start; the pages are ours.
  return chromium.launch({ executablePath: inject('browserPath'), args: ['--no-sandbox'] });
}
