import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../../support/browser/open-browser.ts';
import { startApp } from './start-app.ts';

describe.skipIf(!hasBrowser)('the window without a mouse', () => {
  const app = startApp();

  it('lists the keys of the page, and closes the list with Escape', async () => {
    const { page } = app;
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await keys.getByText('New experiment').waitFor();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
  });

  it('finds pages by typing', async () => {
    const { page } = app;
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Search commands and pages' }).fill('datas');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Datasets', level: 1 }).waitFor();
  });

  it('goes to a page by two keys, but not while one types', async () => {
    const { page } = app;
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('');
    await name.pressSequentially('g q ?');
    expect(await name.inputValue()).toBe('g q ?');
    expect(new URL(page.url()).pathname).toBe('/new');
  });

  it('skips to the content and switches its theme', async () => {
    const { page } = app;
    await page.goto(new URL('/', page.url()).href);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    expect(await scheme()).toBe('light');
    await page.keyboard.press('Alt+t');
    await expect.poll(scheme).toBe('dark');
    expect(app.complaints).toEqual([]);
  });
});
