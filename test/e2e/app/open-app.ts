import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../../..');
const servingSchema = z.object({ kind: z.literal('serving'), link: z.string() });

/** A running `serve`, as a person starts it. */
export interface ServedLab {
  readonly link: string;
  readonly process: ChildProcess;
  /** Ctrl-C: resolves with the exit code when it has saved and ended. */
  stop(): Promise<number | null>;
  /** Kill -9. */
  kill(): Promise<void>;
}

/** Starts `serve` over a data folder and waits for its link. */
export async function serveLab(dataFolder: string, options: { readonly slots?: number } = {}): Promise<ServedLab> {
  const child = spawn(
    process.execPath,
    [
      join(repository, 'src/cli/index.ts'),
      'serve',
      '--json',
      '--data',
      dataFolder,
      '--slots',
      String(options.slots ?? 1),
    ],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } },
  );
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve(servingSchema.parse(JSON.parse(line)).link);
    });
    void exited.then((code) => reject(new Error(`serve ended with ${code} before it printed a link: ${errors}`)));
  });
  return {
    link,
    process: child,
    async stop() {
      child.kill('SIGINT');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A page of a fresh browser profile, with everything it complained about. */
export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and requests that left this machine. */
  readonly complaints: string[];
}

/** Opens the printed link as a person would. */
export async function openLink(
  browser: Browser,
  link: string,
  options: { readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`request to ${request.url()}`);
  });
  await page.goto(link);
  return { context, page, complaints };
}

/** What axe finds wrong with a page (WCAG 2 A and AA and its own best practices), one line per rule with the first elements. */
export async function findViolations(page: Page): Promise<string[]> {
  // A preview in a frame is a report of its own, with tests of its own.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`);
    return `${id}: ${places.join('; ')}`.replaceAll('\n', ' ');
  });
}
