import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { findBrowserHere } from '../../scripts/browser/find-browser.ts';

/** A page of a fresh browser with what it takes to measure it. */
export interface OpenPage {
  readonly page: Page;
  /** Seconds of processor time that the page's process has used. */
  readonly cpuSeconds: () => Promise<number>;
  /** Bytes that live objects of the page take, after a garbage collection. */
  readonly heapBytes: () => Promise<number>;
  close(): Promise<void>;
}

/** Opens a link at 1280×800. @throws Error where there is no browser. */
export async function openPage(link: string): Promise<OpenPage> {
  const choice = findBrowserHere();
  if ('missing' in choice) throw new Error(choice.missing);
  const browser = await chromium.launch({ executablePath: choice.path });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(link);
  const session = await page.context().newCDPSession(page);
  return {
    page,
    cpuSeconds: () => readCpuSeconds(browser),
    heapBytes: () => readHeapBytes(session),
    close: () => browser.close(),
  };
}

const processesSchema = z.object({ processInfo: z.array(z.object({ type: z.string(), cpuTime: z.number() })) });

async function readCpuSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = processesSchema.parse(await session.send('SystemInfo.getProcessInfo'));
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

async function readHeapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Milliseconds from an action to the frame after the page says that it is ready. */
export async function timeUntil(page: Page, act: () => Promise<unknown>, isReady: () => boolean): Promise<number> {
  const startedAt = performance.now();
  await act();
  await page.waitForFunction(isReady, undefined, { polling: 'raf', timeout: 60_000 });
  return performance.now() - startedAt;
}
