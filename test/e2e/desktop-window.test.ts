import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildWindow } from '../../src/cli/serve/build-window.ts';
import { createHost, loadWindowFiles, servePort, windowPolicy } from '../../src/host/index.ts';
import type { LabRouter } from '../../src/host/router.ts';
import { homeText } from '../../src/renderer/text/home.ts';
import { bridgeName, type DesktopCommand, portMessage } from '../../src/shared/desktop.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { hasBrowser, openBrowser } from '../support/browser/open-browser.ts';
import { repository } from '../support/read-imports.ts';

/** What stands in the page for the preload script; the functions lead to this process. */
interface PageWithRelay {
  openRelay(): Promise<void>;
  toLab(message: unknown): Promise<void>;
  fromLab(message: unknown): void;
  askPage(command: DesktopCommand): void;
}

describe.skipIf(!hasBrowser)('the window of the desktop, in a browser that hands it a message port', () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    buildWindow(() => undefined);
    const findFile = loadWindowFiles(join(repository, 'out', 'renderer'));
    server = createServer((request, response) => {
      const file = findFile(request.url ?? '/');
      // The desktop's policy: not even a socket of this server.
      response.writeHead(file ? 200 : 404, {
        'Content-Type': file?.type ?? 'text/plain',
        'Content-Security-Policy': windowPolicy(null),
      });
      response.end(file?.bytes);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('reaches the lab, obeys the menus, and connects again after its port was lost', async () => {
    const lab = await openScriptedLab(makeProject());
    const host = createHost({
      lab,
      places: { resources: join(repository, 'resources'), version: '1', gitCommit: null },
      desktop: null,
      reportBug: (error) => complaints.push(String(error)),
    });
    onTestFinished(() => host.close());
    const complaints: string[] = [];
    const page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    const losePort = await relay(page, host.router);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`); // a TCP server that listens has one
    await page.getByRole('button', { name: homeText.sampleRun }).waitFor();

    await page.evaluate(() => (window as unknown as PageWithRelay).askPage('queue')); // put there by `relay`
    await expect.poll(() => new URL(page.url()).pathname).toBe('/queue');
    await page.evaluate(() => (window as unknown as PageWithRelay).askPage('palette'));
    await page.getByRole('dialog').waitFor();

    const isBack = losePort();
    await isBack;
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** Puts a bridge into the page whose port leads to the router; what is returned closes the port and waits for the next. */
async function relay(page: Page, router: LabRouter): Promise<() => Promise<void>> {
  let end: (() => void) | null = null;
  let send: ((message: unknown) => void) | null = null;
  let onOpen: (() => void) | null = null;
  await page.exposeFunction('openRelay', () => {
    const { port1, port2 } = new MessageChannel();
    servePort(router, port1);
    port1.start();
    port2.on('message', (message) => {
      // The page may be closed by then.
      page.evaluate((told) => (window as unknown as PageWithRelay).fromLab(told), message).catch(() => undefined);
    });
    send = (message) => port2.postMessage(message);
    end = () => port2.close();
    onOpen?.();
  });
  await page.exposeFunction('toLab', (message: unknown) => send?.(message));
  await page.addInitScript(
    ([name, kind]) => {
      const here = window as unknown as PageWithRelay & Record<string, unknown>;
      here[name] = {
        pathOf: () => '',
        onCommand(listener: PageWithRelay['askPage']) {
          here.askPage = listener;
          return () => undefined;
        },
        async connect(nonce: string) {
          await here.openRelay();
          const { port1, port2 } = new globalThis.MessageChannel();
          port1.addEventListener('message', (event) => void here.toLab(event.data));
          port1.start();
          here.fromLab = (message) => port1.postMessage(message);
          window.postMessage({ kind, nonce }, window.location.origin, [port2]);
        },
      };
    },
    [bridgeName, portMessage] as const,
  );
  return () =>
    new Promise((resolve) => {
      onOpen = resolve;
      end?.();
    });
}
