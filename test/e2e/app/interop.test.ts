import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readResults } from '../../../src/lab/interop/import/index.ts';
import { makeProject, openScriptedLab, type Project } from '../../lab/fixtures/project.ts';
import { hasBrowser, openBrowser } from '../../support/browser/open-browser.ts';
import { findViolations, openLink, type OpenPage, serveLab } from './open-app.ts';

// Written by the programs themselves: test/reference/interop/make_fixtures.py.
const fixtures = join(import.meta.dirname, '../../lab/interop/fixtures');

/** A window over two finished runs that differ in the seed. */
async function openFinished(): Promise<OpenPage & { readonly project: Project; readonly experimentId: string }> {
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const { id } = await lab.submit(project.writeSpec({ vary: { seed: [0, 1] } }));
  lab.start();
  await lab.waitForExperiment(id);
  await lab.stop({ deadlineMs: 1000 });
  const [browser, server] = await Promise.all([openBrowser(), serveLab(project.dataFolder)]);
  onTestFinished(async () => {
    await browser.close();
    await server.stop();
  });
  const open = await openLink(browser, server.link);
  await open.page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
  return { ...open, project, experimentId: id };
}

function goTo(page: Page, path: string): Promise<unknown> {
  return page.goto(new URL(path, page.url()).href);
}

/** Drops a file onto the page, as a hand would. */
function dropFile(page: Page, file: { readonly name: string; readonly content: string }): Promise<void> {
  return page.evaluate(({ name, content }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, file);
}

describe.skipIf(!hasBrowser)('other programs in the window', () => {
  it('have their results imported, shown beside the own ones with their source, listed and removed', async () => {
    const { page, complaints, experimentId, project } = await openFinished();
    await goTo(page, `/compare?experiment=${experimentId}`);
    await page.getByRole('region', { name: 'Scores' }).waitFor();
    await page.getByRole('button', { name: 'Import results…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import results of another program' });
    await dialog.getByText('TensorBoard events:').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    const path = dialog.getByRole('combobox', { name: /Path on the lab/ });
    // It begins with the home folder, once that is read.
    await expect.poll(() => path.inputValue()).not.toBe('');
    await path.fill(`${join(fixtures, 'reference')}/`);
    await dialog.getByRole('option', { name: /sentiment_eval/ }).waitFor();
    await dialog.getByRole('button', { name: 'Choose the open folder' }).click();
    await dialog.getByText('3 numbers of 1 run.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: /Name in lists/ }).fill('Their scores');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });

    const section = page.getByRole('region', { name: 'Results from elsewhere', exact: true });
    const row = section.getByRole('row', { name: /FA 87\.5 8/ });
    expect(await row.innerText()).toMatch(/imported\s+Their scores/);
    expect(new URL(page.url()).searchParams.get('external')).toMatch(/^imported-/);
    expect(await findViolations(page)).toEqual([]);

    // A file that contradicts itself, sent by the browser: one sentence, and nothing is kept of it.
    const scores = readFileSync(join(fixtures, 'reference/Tiny_smooth_5_0.1_0.1_1000_sentiment_eval.json'), 'utf8');
    const broken = join(project.folder, 'Broken_sentiment_eval.json');
    writeFileSync(broken, scores.replace('25.00', '35.00'));
    await page.keyboard.press('Control+K');
    await page.keyboard.type('Import results');
    await page.keyboard.press('Enter');
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Send files' }).click();
    await (await chooser).setFiles(broken);
    await dialog.getByText(/it says HS 35, but its 12 rows give 25\.00; nothing was imported\./).waitFor();
    expect(await dialog.innerText()).not.toContain('booster-lab-import-');

    // A whole folder, sent by the browser, and a file that is dropped into the window.
    await dialog.getByRole('button', { name: 'Choose something else' }).click();
    const folderChooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Send a folder' }).click();
    await (await folderChooser).setFiles(join(fixtures, 'tamperbench'));
    await dialog.getByText('2 numbers of 2 runs.').waitFor();
    await dialog.getByText(/^Shares from 0 to 1 were read as percent/).waitFor();
    await dialog.getByRole('button', { name: 'Choose something else' }).click();
    await dropFile(page, { name: 'Tiny_sft_0.1_1000_sentiment_eval.json', content: scores });
    await dialog.getByText('2 numbers of 1 run.').waitFor();
    await page.keyboard.press('Escape');

    await goTo(page, '/imported');
    const list = page.getByRole('table', { name: 'Imported results' });
    await list.getByRole('row', { name: /Their scores/ }).waitFor();
    expect(await list.getByRole('row').count()).toBe(2);
    expect(await findViolations(page)).toEqual([]);
    await list.getByRole('button', { name: 'Remove “Their scores”' }).click();
    await page.getByRole('heading', { name: 'Nothing was imported yet' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await list.getByRole('row', { name: /Their scores/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('take an experiment and chosen runs', async () => {
    const { page, complaints, experimentId, project } = await openFinished();
    await goTo(page, `/experiments/${experimentId}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Export for another program…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export for another program' });
    await dialog.getByText(/^2 runs with settings/).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('combobox', { name: 'Program' }).click();
    await page.getByRole('option', { name: 'TensorBoard' }).click();
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText(/^2 runs written: 2 files/).waitFor();
    expect(await dialog.innerText()).toContain('tensorboard --logdir');
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    await goTo(page, '/runs');
    await page.getByRole('row').nth(1).getByRole('checkbox').click();
    await page.getByRole('toolbar').getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Export 1 run for another program…' }).click();
    await dialog.getByText(/^1 run with settings/).waitFor();
    const folder = join(project.folder, 'for-mlflow');
    await dialog.getByRole('textbox', { name: /Folder on the lab/ }).fill(folder);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText(/^1 run written/).waitFor();
    expect(complaints).toEqual([]);

    const [written = ''] = readdirSync(join(project.dataFolder, 'exports'));
    expect(written).toMatch(/^\d{4}-\d\d-\d\d-tensorboard$/);
    const events = await readResults(join(project.dataFolder, 'exports', written));
    expect(new Set(events.curves.map(({ run }) => run)).size).toBe(2);
    const runs = await readResults(folder);
    expect(new Set(runs.results.map(({ method }) => method.label)).size).toBe(1);
  });
});
