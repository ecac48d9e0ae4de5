import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasBrowser } from '../../support/browser/open-browser.ts';
import { startApp } from './start-app.ts';

const minutes = 60_000;
/** How soon the page has to tell the truth. */
const soonMs = 5000;

/** One run that is started from the form and then suffers everything that can happen to it; each chapter follows on the last. */
describe.skipIf(!hasBrowser)('a run in trouble', { timeout: 5 * minutes }, () => {
  const app = startApp();

  const status = (name: string) => app.page.getByRole('main').getByText(name, { exact: true }).first();
  const stepsDone = async () => {
    const words = await app.page.getByRole('region', { name: 'Progress of Alignment' }).innerText();
    return Number(/([\d,.]+) %/.exec(words)?.[1]?.replace(',', '') ?? 0);
  };
  const resume = () => app.page.getByRole('button', { name: 'Resume', exact: true }).first().click();

  it('is started from the form', async () => {
    const { page } = app;
    await app.goto('/new?preset=sample');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('In trouble');
    await page.getByRole('button', { name: 'Remove “SFT”' }).click();
    const attack = page.getByRole('region', { name: 'Attack' });
    await attack.getByRole('textbox', { name: /^Evaluate at steps/ }).fill('');
    await attack.getByRole('textbox', { name: 'Steps', exact: true }).fill('5');
    await attack.getByRole('textbox', { name: /^Poison ratio/ }).fill('0.1');
    await page.getByRole('region', { name: 'Seeds' }).getByRole('textbox', { name: 'Seed' }).fill('0');
    const plan = page.getByRole('complementary', { name: 'Plan' });
    await expect.poll(() => plan.locator('p').first().textContent(), { timeout: 30_000 }).toBe('1');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL(/\/experiments\//);
    await page.getByRole('row').getByRole('link').first().click();
    await page.waitForURL(/\/runs\//);
    await expect.poll(stepsDone, { timeout: 2 * minutes }).toBeGreaterThan(2);
  });

  it('is cancelled and goes on where it was', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    // The dialog that asks has one button to leave the run alone and one to cancel it.
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).click();
    await status('Cancelled').waitFor();
    const before = await stepsDone();
    await resume();
    await status('Running').waitFor();
    await expect.poll(stepsDone, { timeout: minutes }).toBeGreaterThan(before);
  });

  it('shows within five seconds that its worker was killed, and goes on from its last checkpoint', async () => {
    const { page } = app;
    process.kill(readWorkerPid(app.dataFolder), 'SIGKILL');
    await status('Interrupted').waitFor({ timeout: soonMs });
    await page
      .getByText(/killed by SIGKILL/)
      .first()
      .waitFor();
    await resume();
    await status('Running').waitFor();
  });

  it('shows within five seconds that the lab is gone, and after a restart goes on in the same page address', async () => {
    const { page } = app;
    await app.lab.kill();
    await page.getByRole('alert').getByText('No connection to the lab').waitFor({ timeout: soonMs });
    const address = new URL(page.url());
    const lab = await app.serveAgain();
    await page.goto(lab.link);
    await page.goto(new URL(address.pathname, lab.link).href);
    await status('Interrupted').waitFor();
    await resume();
    await status('Completed').waitFor({ timeout: 4 * minutes });
    await page
      .getByRole('region', { name: 'Progress of Evaluation' })
      .getByText('Completed')
      .waitFor({ timeout: 4 * minutes });
  });

  it('is stopped resumably by Ctrl-C', async () => {
    const { page } = app;
    expect(await app.lab.stop()).toBe(0);
    await page.getByRole('alert').getByText('No connection to the lab').waitFor({ timeout: soonMs });
  });
});

/** The process that the one running stage names as its owner. */
function readWorkerPid(dataFolder: string): number {
  const stages = join(dataFolder, 'stages');
  const owners = readdirSync(stages).flatMap((key) => {
    try {
      return [z.object({ pid: z.int() }).parse(JSON.parse(readFileSync(join(stages, key, 'owner.json'), 'utf8'))).pid];
    } catch {
      return [];
    }
  });
  const [pid] = owners;
  if (pid === undefined || owners.length !== 1) throw new Error(`Expected one running stage, found ${owners.length}.`);
  return pid;
}
