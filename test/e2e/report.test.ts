import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyLayout, makeLayout } from '../../src/lab/report/apply-layout.ts';
import type { ReportTemplateName } from '../../src/shared/report/templates.ts';
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
    { colorScheme, template = 'full' }: { colorScheme: 'light' | 'dark'; template?: ReportTemplateName },
  ): Promise<{ page: Page; complaints: string[] }> {
    const limits = 'What a small world can and cannot show.';
    const whole = buildReportData(makeFixtureSource(wishes), {
      writtenAtMs: Date.UTC(2026, 0, 16),
      headlineStep: 100,
      limits,
    });
    const data = applyLayout(whole, makeLayout({ template, includesHarmful: true }));
    const [path = ''] = await writeReport(data, folder, { formats: ['html'] });
    context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } });
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
    expect(await page.locator('script').count()).toBe(2);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('sorts and searches its tables, and says the values of a chart by keyboard', async () => {
    const { page, complaints } = await open({}, { colorScheme: 'light' });
    await page.getByText('All metrics at all steps', { exact: true }).click();
    const table = page.getByRole('table', { name: /^All metrics at all attack steps/ });
    const readColumn = async (column: number): Promise<number[]> => {
      const cells = await table.locator(`tbody tr:visible > :nth-child(${column})`).allTextContents();
      return cells.map((text) => Number.parseFloat(text.replace('−', '-')));
    };
    const sort = table.getByRole('button', { name: 'HS (%)', exact: true });
    await sort.press('Enter');
    const ascending = await readColumn(5);
    expect(ascending).toEqual(ascending.toSorted((left, right) => left - right));
    expect(new Set(ascending).size).toBeGreaterThan(5);
    await sort.press('Enter');
    expect(await readColumn(5)).toEqual(ascending.toReversed());
    expect(await table.getByRole('columnheader', { name: 'HS (%)', exact: true }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await page.locator('details[open] .search input').fill('booster 100');
    expect(await page.locator('details[open] .search').innerText()).toMatch(/\d+ of 36 rows/);
    const chart = page.locator('#chart-hs-by-condition');
    await chart.press('ArrowRight');
    const said = page.locator('figure', { has: chart }).locator('.said');
    expect(await said.innerText()).toMatch(/^p = 0, Arm SFT, HS \(%\) \d/);
    await chart.press('ArrowRight');
    expect(await said.innerText()).toMatch(/^p = 0\.1, Arm SFT/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is one page of paper as a summary', async () => {
    const { page } = await open({ seeds: [0, 1, 2] }, { colorScheme: 'light', template: 'summary' });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
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
