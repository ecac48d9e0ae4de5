import type { Page } from '@playwright/test';
import { median } from '../statistics.ts';
import { type OpenPage, timeUntil } from './open-page.ts';

export interface PageFigures {
  readonly tableMs: number;
  /** From each key to the frame that shows its result. */
  readonly keystrokesMs: readonly number[];
  readonly compareMs: number;
  readonly chartMs: number;
  /** The most that any of these pages took. */
  readonly heapBytes: number;
}

const filter = 'arm:Booster p>=0.1 HS<20';
const comparedRuns = 20;
const rounds = 5;

/** Goes through the pages as a person would and measures what is waited for; the median of some rounds where that is cheap. */
export async function measurePages({ page, heapBytes }: OpenPage, link: string): Promise<PageFigures> {
  const runs = new URL('/runs', link).href;
  const openTable = () => timeUntil(page, () => page.goto(runs), hasRows);
  // The first visit fills the browser's cache of scripts, as every visit but the first has it.
  await openTable();
  const tableMs = median(await repeat(openTable));
  const heaps = [await heapBytes()];
  const keystrokesMs = await measureKeystrokes(page);
  await page.getByLabel('Filter runs').fill('');
  await page.waitForFunction(hasRows);

  const compareMs = median(
    await repeat(async () => {
      await openTable();
      return measureComparison(page);
    }),
  );
  heaps.push(await heapBytes());
  const chartMs = median(
    await repeat(async () => {
      await openTable();
      await page.locator('[role=row][data-index="3"]').click();
      return timeUntil(page, () => page.keyboard.press('Enter'), hasChart);
    }),
  );
  heaps.push(await heapBytes());
  return { tableMs, keystrokesMs, compareMs, chartMs, heapBytes: Math.max(...heaps) };
}

async function repeat(measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await measure());
  return values;
}

async function measureKeystrokes(page: Page): Promise<number[]> {
  await page.evaluate(watchInputs);
  await page.keyboard.press('/');
  await page.keyboard.type(filter, { delay: 120 });
  await page.waitForTimeout(300);
  return page.evaluate(readInputs);
}

/** Chooses runs in the table and goes to their comparison. */
async function measureComparison(page: Page): Promise<number> {
  await page.locator('[role=row][data-index="0"]').click();
  await page.keyboard.press('Space');
  for (let index = 1; index < comparedRuns; index += 1) await page.keyboard.press('Shift+ArrowDown');
  return timeUntil(page, () => page.keyboard.press('c'), hasComparison);
}

// What follows runs in the page.

function hasRows(): boolean {
  return document.querySelectorAll('[role=row][data-index]').length > 10;
}

/** A table with numbers and a chart, and nothing that still loads. */
function hasComparison(): boolean {
  const isOver = document.querySelector('main .mantine-Skeleton-root, main .mantine-Loader-root') === null;
  const canvas = document.querySelector('main canvas');
  const isDrawn = canvas instanceof HTMLCanvasElement && canvas.width > 0;
  return location.pathname === '/compare' && isOver && isDrawn && document.querySelector('main table') !== null;
}

/** A canvas on which something was drawn: the grid crosses the middle of every chart. */
function hasChart(): boolean {
  const canvas = document.querySelector('main canvas');
  if (!(canvas instanceof HTMLCanvasElement) || canvas.width === 0 || canvas.height === 0) return false;
  const row = canvas.getContext('2d')?.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1).data;
  return row?.some((value) => value !== 0) ?? false;
}

function watchInputs(): void {
  const times: number[] = [];
  Object.assign(window, { inputTimes: times });
  document.addEventListener(
    'input',
    (event) => {
      // A task after the next frame's callbacks runs once that frame is painted.
      requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp)));
    },
    { capture: true },
  );
}

function readInputs(): number[] {
  return (window as unknown as { inputTimes: number[] }).inputTimes; // set by watchInputs
}
