import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedServer } from '../../../scripts/browser/start-server.ts';
import { writeBundle } from '../../../src/lab/bundle/write-bundle.ts';
import { openLab } from '../../../src/lab/index.ts';
import type { Reproduction } from '../../../src/shared/views/reproduction.ts';
import { usualOptions } from '../../lab/bundle/fixtures.ts';
import { writeTinyExperiment } from '../../lab/bundle/tiny-experiment.ts';
import { hasBrowser, openBrowser } from '../../support/browser/open-browser.ts';
import { findViolations, openLink, type OpenPage, serveLab } from './open-app.ts';

const minutes = 60_000;

/** A colleague's bundle is imported in the window, run again and compared. */
describe.skipIf(!hasBrowser)('reproducing a bundle in a browser', { timeout: 4 * minutes }, () => {
  let folder: string;
  let bundlePath: string;
  let browser: Browser;
  let lab: StartedServer;
  let open: OpenPage;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'booster-lab-reproduce-'));
    const own = await openLab({ dataFolder: join(folder, 'theirs'), slots: 1 });
    try {
      own.start();
      const { id } = await own.submit(writeTinyExperiment(folder));
      await own.waitForExperiment(id);
      bundlePath = join(folder, 'tiny.booster.html');
      const contents = { adapters: 'none', texts: true, data: true } as const;
      await writeBundle(own, [{ experimentId: id }], bundlePath, { ...usualOptions, contents });
    } finally {
      await own.stop();
    }
    mkdirSync(join(folder, 'ours'));
    [browser, lab] = await Promise.all([openBrowser(), serveLab(join(folder, 'ours'))]);
    open = await openLink(browser, lab.link);
    page = open.page;
  }, 4 * minutes);

  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is offered when the bundle has been imported, and on the page of its experiment', async () => {
    await page.getByRole('button', { name: 'Import a bundle…' }).click();
    const chooser = page.getByRole('dialog', { name: 'Choose a bundle' });
    await chooser.getByRole('combobox', { name: 'Path on the lab’s machine' }).fill(bundlePath);
    await chooser.getByRole('button', { name: /this bundle$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Importing a bundle' });
    await dialog.getByText('1 run added.').waitFor();
    await dialog.getByRole('button', { name: 'Reproduce…' }).waitFor();
    await dialog.getByRole('link', { name: 'Open Tiny' }).click();
    await page.getByRole('button', { name: 'Reproduce the runs of tiny.booster.html…' }).click();
    const form = page.getByRole('dialog', { name: 'Reproduce a bundle' });
    expect(await form.getByRole('textbox', { name: 'Bundle on the lab’s machine' }).inputValue()).toBe(bundlePath);
    expect(await findViolations(page)).toEqual([]);
    await form.getByRole('button', { name: 'Run them again' }).click();
  });

  it('shows how far it is, on its page and in the queue', async () => {
    await page.getByRole('heading', { name: 'Reproduction of tiny.booster.html', level: 1 }).waitFor();
    await page.getByRole('progressbar', { name: 'Progress of tiny.booster.html' }).waitFor();
    await page.getByText(/Running again: \d of 3 stages/).waitFor({ timeout: minutes });
    await page.getByRole('link', { name: /^Queue/ }).click();
    const list = page.getByRole('region', { name: 'Being reproduced' });
    await list.getByRole('progressbar').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await list.getByRole('link', { name: 'Open the reproduction of tiny.booster.html' }).click();
  });

  it('ends with a report that says what is the same, and can be downloaded', async () => {
    await page.getByText(/^Of 3 stages 3 bit for bit/).waitFor({ timeout: 2 * minutes });
    expect(await page.getByRole('table', { name: 'Stages' }).getByText('bit for bit').count()).toBe(3);
    await page.getByText(/^All \d+ scores are the same\.$/).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findViolations(page)).toEqual([]);
    const [json] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'All pairs as JSON' }).click(),
    ]);
    expect(json.suggestedFilename()).toBe('tiny-reproduction.json');
    const report = JSON.parse(readFileSync(await json.path(), 'utf8')) as Reproduction;
    expect(report).toMatchObject({ isWithin: true, counts: { identical: 3, within: 0, different: 0, missing: 0 } });
    const [summary] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Summary as text' }).click(),
    ]);
    expect(readFileSync(await summary.path(), 'utf8')).toMatch(/^Reproduced: of 3 stages/);
  });

  it('is removed with one click, and nothing was complained about', async () => {
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.waitForURL(/\/queue/);
    await page.getByRole('region', { name: 'Reproductions' }).waitFor({ state: 'hidden' });
    expect(open.complaints).toEqual([]);
  });
});
