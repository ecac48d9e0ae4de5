import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll } from 'vitest';
import type { StartedServer } from '../../../scripts/browser/start-server.ts';
import { openBrowser } from '../../support/browser/open-browser.ts';
import { openLink, type OpenPage, serveLab } from './open-app.ts';

const startTimeoutMs = 120_000;

export interface AppOptions {
  /** Fills the folder before a lab is served over its `data`. */
  readonly prepare?: (root: string) => Promise<void> | void;
  readonly prepareTimeoutMs?: number;
}

/** A served lab and a browser's page of it, for all tests of a suite. */
export interface App {
  /** A folder of the suite's own; the lab's data are below it. */
  readonly root: string;
  readonly dataFolder: string;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly lab: StartedServer;
  /** Console errors, uncaught errors and requests that left this machine, of the first page and those opened by `reopen`. */
  readonly complaints: string[];
  /** Goes to a path of the application. */
  goto(path: string): Promise<void>;
  /** Opens another page of the same browser profile in place of the one that was closed. */
  reopen(): Promise<Page>;
  /** Serves the same data again, after the lab was stopped or killed. */
  serveAgain(): Promise<StartedServer>;
  /** Serves another, empty data folder below `root` and opens it in a profile of its own; ended with the rest. */
  openAnother(name: string): Promise<OpenPage>;
}

/** Starts a lab and opens its page before the tests of a suite, and ends both after them, with everything that was written. */
export function startApp(options: AppOptions = {}): App {
  const root = mkdtempSync(join(tmpdir(), 'booster-lab-window-'));
  const dataFolder = join(root, 'data');
  const started: { browser?: Browser; lab?: StartedServer; open?: OpenPage; page?: Page } = {};
  const others: StartedServer[] = [];

  beforeAll(
    async () => {
      await options.prepare?.(root);
      [started.browser, started.lab] = await Promise.all([openBrowser(), serveLab(dataFolder)]);
      started.open = await openLink(started.browser, started.lab.link);
      started.page = started.open.page;
      await started.page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    },
    startTimeoutMs + (options.prepareTimeoutMs ?? 0),
  );

  afterAll(async () => {
    await started.browser?.close();
    await started.lab?.stop();
    for (const lab of others) await lab.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  const take = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('The application is opened by the first test of the suite, not before.');
    return value;
  };
  const app: App = {
    root,
    dataFolder,
    get browser() {
      return take(started.browser);
    },
    get context() {
      return take(started.open).context;
    },
    get page() {
      return take(started.page);
    },
    get lab() {
      return take(started.lab);
    },
    get complaints() {
      return take(started.open).complaints;
    },
    goto: async (path) => void (await app.page.goto(new URL(path, app.lab.link).href)),
    reopen: async () => {
      started.page = await app.context.newPage();
      app.page.on('console', (message) => {
        if (message.type() === 'error') app.complaints.push(message.text());
      });
      return app.page;
    },
    serveAgain: async () => (started.lab = await serveLab(dataFolder)),
    openAnother: async (name) => {
      const lab = await serveLab(join(root, name));
      others.push(lab);
      return openLink(app.browser, lab.link);
    },
  };
  return app;
}
