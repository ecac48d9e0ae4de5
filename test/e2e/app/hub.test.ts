import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../../support/browser/open-browser.ts';
import { startFakeHub } from '../../support/fake-hub.ts';
import { findViolations } from './open-app.ts';
import { startApp } from './start-app.ts';

const sampleModel = join(import.meta.dirname, '../../../resources/sample/model');

describe.skipIf(!hasBrowser)('models and data from a hub', () => {
  const app = startApp();

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
    const { page } = app;
    await page.goto(new URL('/models', page.url()).href);
    await page.getByRole('button', { name: 'Get from a hub' }).click();
    const dialog = page.getByRole('dialog', { name: 'Get a model from a hub' });
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Hub and token' }).click();
    await dialog.getByRole('textbox', { name: 'Address of the hub' }).fill(hub.url);
    await dialog.getByRole('textbox', { name: 'Your token' }).fill(hub.token);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(`A token for ${new URL(hub.url).host} is set.`).waitFor();
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
    expect(app.complaints).toEqual([]);
  });
});
