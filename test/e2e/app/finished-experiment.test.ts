import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../../support/browser/open-browser.ts';
import { type FinishedLab, makeFinishedLab } from '../../support/finished-lab.ts';
import { modelFolderOf } from '../../support/reference.ts';
import { findViolations, type OpenPage } from './open-app.ts';
import { startApp } from './start-app.ts';

const minutes = 60_000;

/** One story in chapters: what a person does with two finished runs, until somebody else has them. */
describe.skipIf(!hasBrowser)('a finished experiment', { timeout: 4 * minutes }, () => {
  let finished: FinishedLab;
  let other: OpenPage;
  const app = startApp({
    prepare: async (root) => {
      finished = await makeFinishedLab(root);
    },
    prepareTimeoutMs: 5 * minutes,
  });

  const probe = (page: Page) => page.getByRole('region', { name: 'Inside the models' });
  const countProbes = () =>
    readdirSync(join(app.dataFolder, 'stages')).filter((key) =>
      existsSync(join(app.dataFolder, 'stages', key, 'probes', 'harmful-direction.json')),
    ).length;

  it('is measured inside the models, stopped in the middle with what was measured kept, and goes on to a chart', async () => {
    const { page } = app;
    await app.goto(`/compare?experiment=${finished.experimentId}`);
    const section = probe(page);
    const direction = 'Harmful loss along the harmful direction';
    await section.getByText('0 of 2 completed runs are measured.').first().waitFor();
    await section.getByRole('button', { name: `Measure: ${direction}` }).click();
    const stop = section.getByRole('button', { name: `Stop measuring: ${direction}` });
    await stop.waitFor();
    await section.getByText(/^Measuring, \d+ %/).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await stop.click();
    await section.getByRole('button', { name: `Measure: ${direction}` }).waitFor();
    expect(countProbes()).toBeLessThan(2);

    await section.getByRole('button', { name: `Measure: ${direction}` }).click();
    await section.getByText('All 2 runs are measured.').waitFor({ timeout: 3 * minutes });
    expect(countProbes()).toBe(2);
    await section.getByText('Measured on harmful.jsonl.').waitFor();
    const chart = section.getByRole('region', { name: 'h(w − t·ĝ) over t' });
    await chart.waitFor();
    for (const line of ['SFT, aligned', 'Booster, p = 0.5, after 2 attack steps'])
      await chart.getByText(line).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });

  it('is judged again by two judges, one with a threshold that is moved, and shows how they agree', async () => {
    const { page } = app;
    await app.goto(`/samples?experiment=${finished.experimentId}`);
    const section = page.getByRole('region', { name: 'Judges' });
    await judge(page, section, 'Refusal phrases', async () => {});
    await judge(page, section, 'Moderation model on this machine', async (dialog) => {
      await dialog.getByRole('textbox', { name: /^Moderation model/ }).fill(modelFolderOf('llama-moderation'));
    });
    const moderation = section.getByRole('row', { name: /moderation/ }).first();
    const slider = section.getByRole('slider', { name: /^Threshold of moderation/ });
    await slider.waitFor();
    const share = () => moderation.getByRole('cell').nth(3).innerText();
    // Above every score nothing is harmful, above none everything.
    await slider.focus();
    await page.keyboard.press('End');
    await expect.poll(share, { timeout: 30_000 }).toBe('0.0 %');
    await page.keyboard.press('Home');
    await expect.poll(share, { timeout: 30_000 }).toBe('100.0 %');
    const agreement = section.getByRole('table', { name: 'Agreement of every two judges' });
    const pair = agreement.getByRole('row', { name: /refusal.*moderation/ });
    await pair.first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });

  it('becomes a bundle of chosen runs', async () => {
    const { page } = app;
    await app.goto('/runs');
    await page.getByRole('checkbox', { name: 'Select all shown runs' }).check();
    await page.keyboard.press('b');
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: 'Make a bundle' });
    await dialog.getByText(/^Of 2 runs\./).waitFor();
    await dialog.getByRole('textbox', { name: /^File on the lab/ }).fill(join(app.root, 'handed-on.booster.html'));
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make the bundle' }).click();
    await dialog.getByText(/^2 runs written to/).waitFor({ timeout: minutes });
    expect(existsSync(join(app.root, 'handed-on.booster.html'))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    // The file is there now, which the dialog says beside its fields.
    await page.keyboard.press('b');
    await page.keyboard.press('m');
    await dialog.getByRole('textbox', { name: /^File on the lab/ }).fill(join(app.root, 'handed-on.booster.html'));
    await dialog.getByRole('button', { name: 'Make the bundle' }).click();
    await dialog.getByText(/exists already; choose another name/).waitFor();
    await page.keyboard.press('Escape');
    expect(app.complaints).toEqual([]);
  });

  it('is imported by somebody else from the command palette, and marked with where it comes from', async () => {
    other = await app.openAnother('other');
    const { page } = other;
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Search commands and pages' }).fill('import a bundle');
    await page.keyboard.press('Enter');
    const chooser = page.getByRole('dialog', { name: 'Choose a bundle' });
    const path = chooser.getByRole('combobox', { name: /^Path on the lab/ });
    await path.fill(join(app.root, 'handed-on.booster.html'));
    await chooser.getByRole('option', { name: /handed-on/ }).waitFor();
    await page.keyboard.press('Enter');
    const done = page.getByRole('dialog', { name: 'Importing a bundle' });
    await done.getByText('2 runs added.').waitFor({ timeout: minutes });
    expect(await findViolations(page)).toEqual([]);
    await done.getByRole('link', { name: 'Open Small and finished' }).click();
    await page.getByRole('heading', { name: 'Small and finished', level: 1 }).waitFor();
    await page.getByText(/^Imported from handed-on\.booster\.html on/).waitFor();
    await page.goto(new URL('/', page.url()).href);
    await page.getByRole('row', { name: /Small and finished.*Imported from handed-on\.booster\.html/ }).waitFor();
    expect(await findViolations(page)).toEqual([]);

    await page.goto(new URL('/runs', page.url()).href);
    const filter = page.getByRole('textbox', { name: 'Filter runs' });
    await filter.fill('-is:imported');
    await page.getByText('No run fits the filter').waitFor();
    await filter.fill('is:imported origin:handed-on arm:Booster');
    await page.getByText(/^1 of 2 runs/).waitFor();
    await page.getByRole('columnheader', { name: /Imported from/ }).waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  it('has there the judges that came later, and says that its models are not there', async () => {
    const { page } = other;
    await page.goto(new URL(`/samples?experiment=${finished.experimentId}`, page.url()).href);
    const section = page.getByRole('region', { name: 'Judges' });
    await section.getByRole('button', { name: 'Show judges and how they agree' }).click();
    await section.getByRole('slider', { name: /^Threshold of moderation/ }).waitFor();
    await section
      .getByRole('row', { name: /refusal.*moderation/ })
      .first()
      .waitFor();
    await page.goto(new URL(`/compare?experiment=${finished.experimentId}`, page.url()).href);
    await probe(page)
      .getByText(/2 runs have no models here and cannot be measured/)
      .first()
      .waitFor();
    expect(
      await probe(page)
        .getByRole('button', { name: /^Measure/ })
        .count(),
    ).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    expect(other.complaints).toEqual([]);
  });
});

/** Asks a judge in the dialog and waits until it has judged. */
async function judge(
  page: Page,
  section: Locator,
  name: string,
  fill: (dialog: Locator) => Promise<void>,
): Promise<void> {
  await section.getByRole('button', { name: 'Judge answers…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Judge stored answers' });
  await dialog
    .getByRole('combobox', { name: 'Judge' })
    .or(dialog.getByRole('textbox', { name: 'Judge' }))
    .first()
    .click();
  await page.getByRole('option', { name }).click();
  await fill(dialog);
  await dialog.getByRole('button', { name: 'What would it ask?' }).click();
  await dialog.getByText(/16 answers in 2 evaluations/).waitFor({ timeout: minutes });
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Start judging' }).click();
  await section.getByText(/16 answers judged/).waitFor({ timeout: minutes });
  await section.getByRole('button', { name: 'Hide this message' }).click();
}
