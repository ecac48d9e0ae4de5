import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { type BrowserPipe, openBrowserPipe } from './browser-pipe.ts';

/** Long enough for a report of a hundred runs on a busy machine. */
const usualTimeoutMs = 120_000;

/** A browser for one print: no window, a profile of its own, nothing that reaches out. */
const browserArguments = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-sync',
  '--mute-audio',
  // No name leads anywhere.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--no-proxy-server',
];

/** A browser that was started to print, so that it is ready by the time there is something to print. */
export interface Printer {
  /**
   * Prints a self-contained HTML page as a tagged PDF with an outline of its headings. Scripts do not run, and nothing is loaded.
   * `onHandedOver` is told when the browser has the page and there is nothing left to do here but to wait. @throws AppError report/print-failed.
   */
  print(html: string, onHandedOver?: () => void): Promise<Uint8Array>;
  /** Ends the browser, whatever it does, and takes its profile away. */
  close(): Promise<void>;
}

/** Starts a browser for printing. One that cannot be started, or ends by itself, fails what is printed with it. */
export function openPrinter(
  browser: string,
  { timeoutMs = usualTimeoutMs }: { readonly timeoutMs?: number } = {},
): Printer {
  const profile = mkdtempSync(join(tmpdir(), 'booster-lab-print-'));
  // Chromium refuses its sandbox to root; the page is our own and its scripts do not run.
  const isRoot = process.getuid?.() === 0;
  const started = [
    ...browserArguments,
    ...(isRoot ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    'about:blank',
  ];
  const child = spawn(browser, started, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // A group of its own, so that the browser's helpers end with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // The third and fourth are pipes, as stdio says.
  const [, , , output, input] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const pipe = openBrowserPipe(output, input);
  child.once('error', (error) => pipe.fail(error));
  child.once('exit', (code) => pipe.fail(new Error(`the browser ended by itself with code ${code ?? 'none'}`)));
  const killAll = () => endProcess(child.pid);
  process.once('exit', killAll);
  return {
    async print(html, onHandedOver) {
      const timer = setTimeout(() => pipe.fail(new Error(`it took longer than ${timeoutMs / 1000} s`)), timeoutMs);
      try {
        return await printOver(pipe, html, onHandedOver);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AppError(
          'report/print-failed',
          `The report was not printed as PDF with ${browser}: ${reason}. Open report.html in a browser and print it there.`,
          { cause: error },
        );
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      // Helpers on Windows are in no group: they go with a browser that ends by itself.
      if (process.platform === 'win32') await Promise.race([pipe.send('Browser.close').catch(() => undefined), ended]);
      killAll();
      await ended;
      process.off('exit', killAll);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Prints one page with a browser that is started for it and ended after it. @throws AppError report/print-failed. */
export async function printPage(
  browser: string,
  html: string,
  { onHandedOver, ...options }: { readonly timeoutMs?: number; readonly onHandedOver?: (() => void) | undefined } = {},
): Promise<Uint8Array> {
  const printer = openPrinter(browser, options);
  try {
    return await printer.print(html, onHandedOver);
  } finally {
    await printer.close();
  }
}

const targetSchema = z.object({ targetId: z.string() });
const sessionSchema = z.object({ sessionId: z.string() });
const frameTreeSchema = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) });
const printedSchema = z.object({ data: z.string() });

async function printOver(pipe: BrowserPipe, html: string, onHandedOver?: () => void): Promise<Uint8Array> {
  const { targetId } = targetSchema.parse(await pipe.send('Target.createTarget', { url: 'about:blank' }));
  const attached = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
  const { sessionId } = sessionSchema.parse(attached);
  const send = (method: string, parameters?: Readonly<Record<string, unknown>>) =>
    pipe.send(method, parameters, sessionId);
  await send('Emulation.setScriptExecutionDisabled', { value: true });
  const { frameTree } = frameTreeSchema.parse(await send('Page.getFrameTree'));
  await send('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
  const printing = send('Page.printToPDF', {
    printBackground: true,
    preferCSSPageSize: true,
    generateTaggedPDF: true,
    generateDocumentOutline: true,
  });
  onHandedOver?.();
  const printed = await printing;
  return Buffer.from(printedSchema.parse(printed).data, 'base64');
}

/** Ends a browser with its helpers; one that has ended already is no failure. */
function endProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
