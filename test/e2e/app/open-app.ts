import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { serveArguments, startServer, type StartedServer } from '../../../scripts/browser/start-server.ts';

const repository = join(import.meta.dirname, '../../..');
/** Starts `serve` over a data folder, as a person does, and waits for its link. */
export function serveLab(dataFolder: string): Promise<StartedServer> {
  return startServer(serveArguments(dataFolder, { slots: 1 }), repository);
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
