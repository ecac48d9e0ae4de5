import type { Page } from '@playwright/test';
import type { OpenPage } from './open-page.ts';

export interface LiveFigures {
  /** Share of one core that the page's process took, 0..1. */
  readonly cpuShare: number;
  /** From each key or press to the frame after it; those under 16 ms are not told apart by browsers and left out. */
  readonly interactionsMs: readonly number[];
}

const settleMs = 5000;
const watchedMs = 20_000;

/** Watches the page of a run to which points come all the time, first alone, then while a person uses it. */
export async function measureLive({ page, cpuSeconds }: OpenPage, link: string): Promise<LiveFigures> {
  await page.goto(new URL('/queue', link).href);
  const run = page.locator('a[href^="/runs/"]').first();
  await run.waitFor();
  await run.click();
  await page.locator('main canvas').first().waitFor();
  await page.waitForTimeout(settleMs);
  const before = await cpuSeconds();
  await page.waitForTimeout(watchedMs);
  const cpuShare = (await cpuSeconds()) - before;
  return { cpuShare: cpuShare / (watchedMs / 1000), interactionsMs: await measureInteractions(page) };
}

async function measureInteractions(page: Page): Promise<number[]> {
  await page.evaluate(watchEvents);
  for (let turn = 0; turn < 20; turn += 1) {
    await page.keyboard.press('Tab');
    await page.waitForTimeout(150);
  }
  await page.keyboard.press('?');
  await page.waitForTimeout(500);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(500);
  for (const name of ['Queue', 'Runs', 'Home']) {
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.waitForTimeout(1000);
  }
  return page.evaluate(readEvents);
}

// What follows runs in the page.

function watchEvents(): void {
  const durations: number[] = [];
  Object.assign(window, { eventDurations: durations });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (['keydown', 'pointerdown', 'pointerup', 'click'].includes(entry.name)) durations.push(entry.duration);
    }
    // TypeScript's description of observers lacks the threshold of Event Timing.
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

function readEvents(): number[] {
  return (window as unknown as { eventDurations: number[] }).eventDurations; // set by watchEvents
}
