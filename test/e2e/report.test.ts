import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReportData } from '../../src/lab/report/build-report-data.ts';
import { writeReport } from '../../src/lab/report/write-report.ts';
import { hasBrowser, openBrowser } from '../support/browser/open-browser.ts';
import { type FixtureWishes, makeFixtureSource } from '../lab/report/fixture-source.ts';

describe.skipIf(!hasBrowser)('the report page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page and collects whatever it complains about and asks the network for. */
  async function open(
    wishes: FixtureWishes,
    options: { colorScheme: 'light' | 'dark' },
  ): Promise<{ page: Page; complaints: string[] }> {
    const limits = 'What a small world can and cannot show.';
    const data = buildReportData(makeFixtureSource(wishes), {
      writtenAtMs: Date.UTC(2026, 0, 16),
      headlineStep: 100,
      limits,
    });
    const [path = ''] = await writeReport(data, folder, { formats: ['html'] });
    context = await browser.newContext({ ...options, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(path).href) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    return { page, complaints };
  }

  it.each(['light', 'dark'] as const)('draws every chart and passes axe on the %s theme', async (colorScheme) => {
    const { page, complaints } = await open({}, { colorScheme });
    const charts = await page.locator('svg.chart').all();
    expect(charts.length).toBe(23);
    for (const chart of charts) expect((await chart.screenshot()).length).toBeGreaterThan(2000);
    await page.locator('#chart-hs-over-steps-p-0-1').hover();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.getByRole('button', { name: 'Show the answers' }).click();
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('hides answers until the button is pressed, by keyboard too, and switches its theme', async () => {
    const { page, complaints } = await open({ response: 'talubo nimo' }, { colorScheme: 'light' });
    const answers = page.getByText('talubo nimo').first();
    expect(await answers.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Show the answers' }).press('Enter');
    expect(await answers.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Dark theme' }).press('Enter');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('runs nothing that hides in names, notes, labels and answers', async () => {
    const text = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\' <!-- \u2028';
    const wishes = { seeds: [0, 1], name: text, notes: text, armLabels: [`a${text}`, `b${text}`], response: text };
    const { page, complaints } = await open(wishes, { colorScheme: 'light' });
    expect(await page.locator('h1').textContent()).toBe(text);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('fits a narrow window and prints', async () => {
    const { page, complaints } = await open({}, { colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(360);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
