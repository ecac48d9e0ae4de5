import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedServer } from '../../../scripts/browser/start-server.ts';
import { hasBrowser, openBrowser } from '../../support/browser/open-browser.ts';
import { startFakeHub } from '../../support/fake-hub.ts';
import { findViolations, openLink, type OpenPage, serveLab } from './open-app.ts';

const sampleModel = join(import.meta.dirname, '../../../resources/sample/model');

describe.skipIf(!hasBrowser)('models and data from a hub', () => {
  const root = mkdtempSync(join(tmpdir(), 'booster-lab-hub-'));
  let browser: Browser;
  let lab: StartedServer;
  let open: OpenPage;

  beforeAll(async () => {
    [browser, lab] = await Promise.all([openBrowser(), serveLab(join(root, 'data'))]);
    open = await openLink(browser, lab.link);
    await open.page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  it('are searched, looked at and downloaded in the window, and offered by forms', async () => {
    const hub = await startFakeHub([
      {
        kind: 'model',
        id: 'tiny-lab/wanderer',
        downloads: 1234,
        gated: true,
        files: Object.fromEntries(
          readdirSync(sampleModel).map((name) => [name, readFileSync(join(sampleModel, name))]),
        ),
      },
      { kind: 'dataset', id: 'tiny-lab/rows', files: { 'train.jsonl': '{"instruction":"a","output":"b"}\n' } },
    ]);
    const { page } = open;
    await page.goto(new URL('/models', page.url()).href);
    await page.getByRole('button', { name: 'Get from a hub' }).click();
    const dialog = page.getByRole('dialog', { name: 'Get a model from a hub' });
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Hub and token' }).click();
    await dialog.getByRole('textbox', { name: 'Address of the hub' }).fill(hub.url);
    await dialog.getByRole('textbox', { name: 'Your token' }).fill(hub.token);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('A token is set.').waitFor();
    await dialog.getByRole('button', { name: 'Hub and token' }).click();

    await dialog.getByRole('textbox', { name: 'Name of the model' }).fill('wander');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Look at tiny-lab/wanderer' }).click();
    await dialog.getByText('c0ffee000000', { exact: true }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Download', exact: true }).click();
    await page.getByRole('row', { name: /tiny-lab\/wanderer/ }).waitFor();

    await page.goto(new URL('/datasets', page.url()).href);
    await page.getByRole('button', { name: 'Get from a hub' }).click();
    const other = page.getByRole('dialog', { name: 'Get a data set from a hub' });
    await other.getByRole('textbox', { name: 'Name of the data set' }).fill('rows');
    await page.keyboard.press('Enter');
    await other.getByRole('button', { name: 'Look at tiny-lab/rows' }).click();
    await other.getByRole('button', { name: 'Download', exact: true }).click();
    await page.getByRole('button', { name: 'Import files of tiny-lab/rows' }).click();
    await page.getByRole('menuitem', { name: 'train.jsonl' }).click();
    await page.getByRole('dialog').getByText('train.jsonl').first().waitFor();
    expect(open.complaints).toEqual([]);
  });
});
