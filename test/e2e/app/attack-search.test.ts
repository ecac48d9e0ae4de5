import type { Locator, Page } from '@playwright/test';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../../support/browser/open-browser.ts';
import { findViolations } from './open-app.ts';
import { startApp } from './start-app.ts';

const minutes = 60_000;
/** A busy machine draws late. */
const patience = { timeout: 15_000 };

/** A person builds an attacker's search in the form; nothing is run. */
describe.skipIf(!hasBrowser)('a search for the worst attack in the form', { timeout: 3 * minutes }, () => {
  const app = startApp();
  let page: Page;
  let section: Locator;
  let plan: Locator;

  beforeAll(async () => {
    page = app.page;
    await app.goto('/new?preset=sample');
    section = page.getByRole('region', { name: 'Search for the worst case' });
    plan = page.getByRole('complementary', { name: 'Plan' });
    await plan.getByText('20', { exact: true }).waitFor();
  }, minutes);

  it('is one switch away, over the learning rate, and the plan counts its trials', async () => {
    await section
      .getByRole('switch', { name: 'Let an attacker search over settings of the attack' })
      .check({ force: true });
    const rate = section.getByRole('group', { name: /^Range of .*Learning rate$/ });
    await expect.poll(() => rate.getByRole('textbox', { name: 'From' }).inputValue(), patience).toBe('5e-6');
    // Two methods, five seeds and two poison ratios, twelve trials.
    await plan.getByText('240', { exact: true }).waitFor();
    await plan.getByText(/An attacker tries 12 settings on each method/).waitFor();
  });

  it('takes further settings, whose fields then say that the attacker chooses them', async () => {
    await section.getByRole('button', { name: 'Search over another setting' }).click();
    await section.getByRole('menuitem', { name: /^Poison ratio/ }).click();
    const ratio = section.getByRole('group', { name: 'Range of Poison ratio' });
    await expect.poll(() => ratio.getByRole('textbox', { name: 'Values' }).inputValue(), patience).toBe('0, 0.1');
    await ratio.getByText('Between bounds').click();
    const attack = page.getByRole('region', { name: 'Attack' });
    await attack.getByText('The attacker chooses: 0 to 0.1').waitFor();
    await plan.getByText('120', { exact: true }).waitFor();
  });

  it('says beside a bound what is wrong with it, and leads there from the plan', async () => {
    const to = section.getByRole('group', { name: 'Range of Poison ratio' }).getByRole('textbox', { name: 'To' });
    await to.fill('3');
    await expect.poll(() => to.getAttribute('aria-invalid'), patience).toBe('true');
    await section.getByText('Has to be at most 1.').waitFor();
    await plan.getByRole('link', { name: 'Worst case › Poison ratio › To' }).click();
    await expect.poll(() => to.evaluate((element) => element === document.activeElement), patience).toBe(true);
    await to.fill('0.5');
    await section.getByText('Has to be at most 1.').waitFor({ state: 'hidden' });
  });

  it('by halving plans the first rung, and says how many runs all rungs come to', async () => {
    await section.getByText('Successive halving').click();
    // The sample's attack has 300 steps; a ninth of them is what the first rung gets.
    await expect
      .poll(() => section.getByRole('textbox', { name: 'Steps of the first rung' }).inputValue(), patience)
      .toBe('33');
    await section.getByRole('textbox', { name: 'Steps of the first rung' }).fill('100');
    await section.getByRole('textbox', { name: 'Lowest fine-tune accuracy' }).fill('90');
    await plan.getByText('Rung 2: 300 steps, 4 trials per method, 40 runs').waitFor();
    await plan.getByText(/160 runs at most/).waitFor();
    await plan.getByText(/among trials with an FA of at least 90 %/).waitFor();
  });

  it('is kept in the draft, and accessible in both themes', async () => {
    await page.waitForURL(/draft=/);
    expect(await findViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findViolations(page)).toEqual([]);
    await page.getByText(/Draft saved at/).waitFor();
    await page.reload();
    await plan.getByText(/160 runs at most/).waitFor();
    expect(await section.getByRole('textbox', { name: 'Lowest fine-tune accuracy' }).inputValue()).toBe('90');
    expect(app.complaints).toEqual([]);
  });
});
