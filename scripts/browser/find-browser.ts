import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { type BrowserPlaces, listBrowserPlaces } from '../../src/lab/print/installed-browsers.ts';

/** Path of a browser for tests, or one sentence on why there is none. */
export type BrowserChoice = { readonly path: string } | { readonly missing: string };

export interface BrowserSearch extends BrowserPlaces {
  readonly isRoot: boolean;
  readonly exists: (path: string) => boolean;
  /** Where Playwright keeps its own download. */
  readonly downloadPath: string;
  /** Runs a program to its end; throws when it fails. */
  readonly run: (program: string, args: readonly string[]) => void;
}

/**
 * Finds a browser: installed Chromium, Chrome or Edge; else Playwright's download, which is tried; else, as root on
 * Debian, the package chromium.
 */
export function findBrowser(search: BrowserSearch): BrowserChoice {
  const installed = () => listBrowserPlaces(search).find(search.exists);
  const first = installed();
  if (first !== undefined) return { path: first };
  if (search.exists(search.downloadPath)) return { path: search.downloadPath };
  const problems: string[] = [];
  const attempt = (what: string, program: string, args: readonly string[]) => {
    try {
      search.run(program, args);
    } catch (error) {
      problems.push(`${what} failed (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
    }
  };
  attempt("Playwright's download", process.execPath, [
    join('node_modules', '@playwright', 'test', 'cli.js'),
    'install',
    'chromium',
  ]);
  if (search.exists(search.downloadPath)) return { path: search.downloadPath };
  if (search.isRoot && search.exists('/usr/bin/apt-get')) {
    attempt('apt-get update', 'apt-get', ['update']);
    attempt('apt-get install chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    const packaged = installed();
    if (packaged !== undefined) return { path: packaged };
  }
  return {
    missing: `No browser was found and none could be had: ${problems.join('; ')}. Install Chromium, Chrome or Edge.`,
  };
}

/** Finds a browser on this machine. */
export function findBrowserHere(): BrowserChoice {
  return findBrowser({
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    exists: existsSync,
    downloadPath: chromium.executablePath(),
    run: (program, args) => void execFileSync(program, [...args], { stdio: ['ignore', 'ignore', 'pipe'] }),
  });
}
