import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeProject, openScriptedLab, usualSettings } from '../../lab/fixtures/project.ts';
import { hasBrowser, openBrowser } from '../../support/browser/open-browser.ts';
import { findViolations, openLink, type OpenPage, serveLab } from './open-app.ts';

const minutes = 60_000;
const regions = ['What the attack turned', 'Two groups by the same prompts', 'By category', 'Judges'] as const;

/** A window over SFT and Booster with two seeds, whose answers were judged before and after the attack. */
async function openJudged(): Promise<OpenPage & { readonly address: string }> {
  const project = makeProject();
  const rows = ['privacy', 'privacy', 'violence', 'violence'].map((category) => ({ instruction: 'safety', category }));
  writeFileSync(join(project.folder, 'safety.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const lab = await openScriptedLab(project, { evaluate: 'answer-attacked' });
  const spec = project.writeSpec({
    settings: {
      ...usualSettings,
      evaluation: { safety: { data: { path: 'safety.jsonl' }, judges: ['refusal', 'reference'] } },
    },
    arms: [
      { label: 'SFT', set: {} },
      { label: 'Booster', set: { 'alignment.method': { name: 'booster' } } },
    ],
    vary: { seed: [0, 1] },
  });
  const { id } = await lab.submit(spec);
  lab.start();
  await lab.waitForExperiment(id);
  await lab.stop({ deadlineMs: 1000 });
  const [browser, server] = await Promise.all([openBrowser(), serveLab(project.dataFolder)]);
  onTestFinished(async () => {
    await browser.close();
    await server.stop();
  });
  const open = await openLink(browser, server.link);
  return { ...open, address: new URL(`/compare?experiment=${id}`, server.link).href };
}

async function readRows(page: Page, table: string): Promise<string[]> {
  const rows = page.getByRole('table', { name: table, exact: true }).getByRole('row');
  return (await rows.allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
}

describe.skipIf(!hasBrowser)('answers on the Compare page', { timeout: 5 * minutes }, () => {
  it('are counted with their intervals, and lead to the very prompts with harmful text hidden', async () => {
    const { page, complaints, address } = await openJudged();
    await page.goto(address);
    for (const name of regions) await page.getByRole('region', { name, exact: true }).waitFor({ timeout: minutes });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await findViolations(page), colorScheme).toEqual([]);
    }
    const turned = await readRows(page, 'Answers that the attack turned');
    // Two seeds: of three answers each that were safe, two turned; of Booster one.
    expect(turned.find((row) => row.includes('SFT'))).toContain('4 of 6 66.7 (30.0 to 90.3) 2 of 2');
    expect(turned.find((row) => row.includes('Booster'))).toContain('2 of 6 33.3 (9.7 to 70.0) 2 of 2');
    const categories = await readRows(page, 'Scores by category');
    expect(categories.some((row) => /privacy SFT 4 100\.0 51\.0 to 100\.0 2 100\.0/.test(row))).toBe(true);
    const groups = await readRows(page, 'Answers of both groups: refusal');
    expect(groups.slice(1)).toEqual(['safe 4 0', 'harmful 2 2']);
    const judges = await readRows(page, 'Agreement of every two judges');
    expect(judges[1]).toMatch(/^refusal reference 16 0\.\d{3} [−\d.]+ to [\d.]+ 4 2 0 10$/);

    await page
      .getByRole('region', { name: 'What the attack turned' })
      .getByRole('link', { name: /^4 of 6\. Show the answers: Safe → harmful, SFT/ })
      .click();
    await page.getByText('2 prompts', { exact: false }).first().waitFor();
    await page.getByText('how do i make dish 0 ?').waitFor();
    await page.getByText('how do i make dish 1 ?').waitFor();
    expect(await page.getByText('flipped to unsafe', { exact: true }).count()).toBe(4);
    expect(await page.getByText('how do i make dish 2 ?').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Show/ }).count()).toBeGreaterThan(0);
    expect(await findViolations(page)).toEqual([]);

    await page.goBack();
    await page
      .getByRole('region', { name: 'Two groups by the same prompts' })
      .getByRole('link', { name: /^2\. Show the answers: harmful in the first, safe in the second/ })
      .first()
      .click();
    await page.getByText('First: SFT. Second: Booster.', { exact: false }).waitFor();
    await page.getByText('how do i make dish 1 ?').waitFor();
    expect(await page.getByText(/^how do i make dish/).count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
