/**
 * Makes pictures of every page of the window from the real application with the sample project's results, at two sizes and in
 * both themes, in out/screenshots; those that README and docs show are copied to docs/images.
 *   npm run screenshots [-- --data FOLDER]
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowserHere } from './browser/find-browser.ts';
import { serveArguments, startServer } from './browser/start-server.ts';

const repository = resolve(import.meta.dirname, '..');
const outFolder = join(repository, 'out', 'screenshots');
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
const schemes = ['light', 'dark'] as const;

/** The pictures that pages of the documentation show. */
const documented: Readonly<Record<string, string>> = {
  'compare-light-1280': 'window-compare.png',
  'new-experiment-light-1280': 'window-new-experiment.png',
  'run-dark-1280': 'window-run.png',
  'samples-light-1280': 'window-samples.png',
};

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const dataFolder = resolve(values.data ?? join(repository, 'out', 'screenshots-data'));

mkdirSync(outFolder, { recursive: true });
const server = await startServer(serveArguments(dataFolder), repository);
const choice = findBrowserHere();
if ('missing' in choice) throw new Error(choice.missing);
const browser = await chromium.launch({ executablePath: choice.path, args: ['--no-sandbox'] });
try {
  const experimentId = await runSample(browser);
  for (const colorScheme of schemes) for (const viewport of sizes) await shoot(experimentId, colorScheme, viewport);
  for (const [name, target] of Object.entries(documented))
    copyFileSync(join(outFolder, `${name}.png`), join(repository, 'docs', 'images', target));
  process.stdout.write(`Pictures: ${outFolder}\n`);
} finally {
  await browser.close();
  await server.stop();
}

/** Runs the sample project by its button, as far as it is not there yet, and returns its experiment's id. */
async function runSample(from: Browser): Promise<string> {
  const page = await from.newPage();
  await page.goto(server.link);
  await page.getByRole('button', { name: /the sample project$/ }).click();
  await page.waitForURL(/\/experiments\//);
  const id = new URL(page.url()).pathname.split('/')[2] ?? '';
  process.stdout.write('Running the sample project, as far as it is not there yet…\n');
  await page
    .getByRole('link', { name: 'Compare the results' })
    .or(page.getByRole('table', { name: 'Scores' }))
    .first()
    .waitFor({ timeout: 60 * 60_000 });
  await page.close();
  return id;
}

async function shoot(
  experimentId: string,
  colorScheme: (typeof schemes)[number],
  viewport: (typeof sizes)[number],
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(server.link);
  for (const [name, path] of listPages(experimentId)) {
    await page.goto(new URL(path, server.link).href);
    await settle(page);
    await page.screenshot({ path: join(outFolder, `${name}-${colorScheme}-${viewport.width}.png`) });
  }
  await context.close();
}

function listPages(id: string): [name: string, path: string][] {
  return [
    ['home', '/'],
    ['new-experiment', '/new?preset=sample'],
    ['queue', '/queue'],
    ['runs', '/runs'],
    ['run', `/runs/${id}-16`],
    ['experiment', `/experiments/${id}`],
    ['compare', `/compare?experiment=${id}`],
    ['compare-choice', '/compare'],
    ['samples', `/samples?experiment=${id}`],
    ['playground', '/playground'],
    ['datasets', '/datasets'],
    ['models', '/models'],
    ['reports', `/reports?experiment=${id}`],
  ];
}

/** Until the page has its heading, asks for nothing more and has drawn its charts. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
}
