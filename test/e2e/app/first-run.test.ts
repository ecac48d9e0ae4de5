import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { openLabReader } from '../../../src/lab/index.ts';
import type { ReportData } from '../../../src/shared/views/report.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';
import { hasBrowser } from '../../support/browser/open-browser.ts';
import { findViolations } from './open-app.ts';
import { startApp } from './start-app.ts';

const minutes = 60_000;
const repository = join(import.meta.dirname, '../../..');

/** One story in chapters that follow on each other: a person's first half hour, with a smaller experiment than the sample's. */
describe.skipIf(!hasBrowser)('a first visit', { timeout: 8 * minutes }, () => {
  const app = startApp();

  it('begins with the sample project one click away, the state of the engine and a tour', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Run the sample project' }).waitFor();
    await page.getByRole('region', { name: 'The engine' }).getByText('Ready').waitFor();
    await page.getByRole('button', { name: 'Take the tour' }).click();
    const tour = page.getByRole('dialog', { name: 'A short tour' });
    for (let step = 1; step <= 6; step += 1) {
      await tour.getByText(`Step ${step} of 6`).waitFor();
      await tour.getByRole('button', { name: step === 6 ? 'Done' : 'Next' }).click();
    }
    await tour.waitFor({ state: 'hidden' });
    expect(new URL(page.url()).searchParams.has('token')).toBe(false);
  });

  it('fills the form, which says at once what is wrong and how much there is to run', async () => {
    const { page } = app;
    await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
    await page.getByRole('button', { name: 'Start from' }).click();
    await page.getByRole('menuitem', { name: /^Sample: SFT and Booster/ }).click();
    const plan = page.getByRole('complementary', { name: 'Plan' });
    await expectText(plan.locator('p').first(), '20');

    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('A first try');
    const alignment = page.getByRole('region', { name: 'Alignment data' });
    await alignment.getByRole('textbox', { name: 'Steps', exact: true }).fill('40');
    const attack = page.getByRole('region', { name: 'Attack' });
    await attack.getByRole('textbox', { name: /^Fine-tuning samples/ }).fill('60');
    await attack.getByRole('textbox', { name: /^Evaluate at steps/ }).fill('20');
    await attack.getByRole('textbox', { name: 'Steps', exact: true }).fill('40');
    await page.getByRole('region', { name: 'Seeds' }).getByRole('textbox', { name: 'Seed' }).fill('0');

    const ratio = attack.getByRole('textbox', { name: /^Poison ratio/ });
    await ratio.fill('0, 2');
    await expect.poll(() => ratio.getAttribute('aria-invalid')).toBe('true');
    await ratio.fill('0, 0.5');
    await expectText(plan.locator('p').first(), '4');
  });

  it('keeps the draft over a reload', async () => {
    const { page } = app;
    await page
      .getByText(/saved|kept/i)
      .first()
      .waitFor();
    await page.waitForURL(/draft=/);
    await page.reload();
    await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('A first try');
    const attack = page.getByRole('region', { name: 'Attack' });
    expect(await attack.getByRole('textbox', { name: /^Poison ratio/ }).inputValue()).toBe('0, 0.5');
  });

  it('starts the experiment and shows curves while it runs', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL(/\/experiments\//);
    await page.getByRole('heading', { name: 'A first try', level: 1 }).waitFor();
    await page
      .getByRole('link', { name: /p = 0, Seed = 0|p = 0(?!\.)/ })
      .first()
      .click();
    await page
      .getByRole('region', { name: 'Progress of Alignment' })
      .getByText(/Running|Completed/)
      .waitFor();
    await page.getByRole('radio', { name: 'Alignment' }).check({ force: true });
    await page.getByText(/Loss on the training batch: last/).waitFor({ timeout: 2 * minutes });
    expect(await page.locator('canvas').count()).toBeGreaterThan(1);
  });

  it('goes on when the page is closed in the middle, and shows all of it when it is opened again', async () => {
    const address = app.page.url();
    await app.page.close();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const page = await app.reopen();
    await page.goto(address);
    await page.getByText(/Loss on the training batch: last/).waitFor();
    const experimentId = /\/runs\/(.*)-\d+$/.exec(new URL(address).pathname)?.[1] ?? '';
    await page.goto(new URL(`/experiments/${experimentId}`, address).href);
    // When it ends under the eyes of a person, the page goes on to the comparison by itself.
    await page.waitForURL(/\/compare\?/, { timeout: 6 * minutes });
  });

  it('ends on a comparison whose numbers are those of the command line', async () => {
    const { page } = app;
    const scores = page.getByRole('table', { name: 'Scores' });
    await scores.waitFor();
    const shown = await scores.getByRole('row').allInnerTexts();
    const data = reportByCommandLine(app.dataFolder);
    const step = data.headlineStep;
    const metric = data.metrics.findIndex(({ name }) => name === 'HS');
    const groups = data.scores.filter((group) => group.step === step && group.metric === metric);
    expect(groups).toHaveLength(4);
    for (const group of groups) {
      const arm = data.arms[group.arm]?.label ?? '';
      const text = group.summary.mean.toFixed(1);
      expect(
        shown.some((row) => row.includes(arm) && row.includes(text)),
        `${arm} ${text} in ${shown.join(' | ')}`,
      ).toBe(true);
    }
  });

  it('writes a report whose files are there', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Write a report' }).click();
    await page.frameLocator('iframe').getByRole('heading').first().waitFor();
    await page.getByRole('button', { name: 'Write report' }).click();
    const written = page.getByRole('table', { name: 'Written reports' });
    await written.getByRole('button', { name: /^report\.html/ }).waitFor();
    const download = page.waitForEvent('download');
    await written.getByRole('button', { name: /^report\.csv/ }).click();
    const path = await (await download).path();
    expect(readFileSync(path, 'utf8')).toContain('A first try');
    expect(existsSync(join(app.dataFolder, 'reports'))).toBe(true);
  });

  it.each(['light', 'dark'] as const)('passes axe on every page in the %s theme', async (colorScheme) => {
    const { page } = app;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const id = openExperimentId(app.dataFolder);
    const paths = [
      '/',
      '/new?preset=sample',
      '/queue',
      '/runs',
      `/runs/${id}-1`,
      `/experiments/${id}`,
      `/compare?experiment=${id}`,
      `/samples?experiment=${id}`,
      '/playground',
      '/datasets',
      '/models',
      `/reports?experiment=${id}`,
      '/compare',
      '/nowhere',
    ];
    const found: string[] = [];
    for (const path of paths) {
      await page.goto(new URL(path, page.url()).href);
      await page
        .getByRole('heading', { level: 1 })
        .or(page.getByRole('heading', { level: 2 }))
        .first()
        .waitFor();
      await page.waitForLoadState('networkidle');
      found.push(...(await findViolations(page)).map((violation) => `${path}: ${violation}`));
    }
    expect(found).toEqual([]);
  });

  it('never complained in the console and never asked another machine', () => {
    expect(app.complaints).toEqual([]);
  });
});

async function expectText(locator: ReturnType<Page['locator']>, text: string): Promise<void> {
  await expect.poll(() => locator.textContent(), { timeout: 30_000 }).toBe(text);
}

function openExperimentId(dataFolder: string): string {
  const reader = openLabReader(dataFolder);
  try {
    return reader.getExperiment('last').id;
  } finally {
    reader.close();
  }
}

/** What `lab report --format json` writes. */
function reportByCommandLine(dataFolder: string): ReportData {
  const out = join(makeTemporaryFolder(), 'report');
  execFileSync(
    process.execPath,
    ['src/cli/index.ts', 'report', 'last', '--format', 'json', '--data', dataFolder, '--out', out],
    { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as ReportData; // written by the product itself
}
