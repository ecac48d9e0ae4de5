import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { app, type BrowserWindow, ipcMain, protocol, session } from './fake-electron/index.ts';
import { emitRefusable } from './fake-electron/events.ts';
import type { FakeWebContents } from './fake-electron/windows.ts';
import { shown } from './fake-electron/shell.ts';
import { createPreviews } from '../../src/host/previews.ts';
import { loadWindowFiles } from '../../src/host/index.ts';
import { secureContents } from '../../src/main/secure-contents.ts';
import { secureSession } from '../../src/main/secure-session.ts';
import { createPrinter } from '../../src/main/print-pdf.ts';
import { isOurWindow, servePorts } from '../../src/main/serve-ports.ts';
import { registerWindowScheme, serveWindow } from '../../src/main/window-protocol.ts';
import { desktopChannels } from '../../src/shared/desktop.ts';
import { listCodeFiles, repository } from '../support/read-imports.ts';
import { makeFolder, openMainWindow, openTestLog, writeWindowFiles } from './fixtures/desktop.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

const main = session.defaultSession;
const previews = createPreviews();
let window: BrowserWindow;
let contents: FakeWebContents;

beforeAll(() => {
  const folder = makeFolder();
  writeWindowFiles(folder);
  const log = openTestLog();
  registerWindowScheme();
  secureContents(log);
  secureSession(main as never);
  serveWindow({ session: main as never, findFile: loadWindowFiles(folder), previews });
  servePorts({} as never, log);
  window = openMainWindow().current;
  contents = window.webContents;
});

describe("Electron's security checklist", () => {
  it('1. Only load secure content: every request that is not to the application itself is cancelled', () => {
    for (const address of ['http://example.com/', 'https://example.com/', 'ws://127.0.0.1:1/', 'ftp://example.com/'])
      expect(main.isCancelled(address), address).toBe(true);
    expect(main.isCancelled('app://lab/assets/main.js')).toBe(false);
    expect(window.address).toBe('app://lab/');
  });

  it('2. Do not enable Node.js integration: it is off in pages, frames and web workers', () => {
    expect(window.options.webPreferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  it('3. Enable context isolation in all renderers', () => {
    expect(window.options.webPreferences).toMatchObject({ contextIsolation: true });
  });

  it('4. Enable process sandboxing, for the window and for everything else', () => {
    expect(window.options.webPreferences).toMatchObject({ sandbox: true });
    expect(app.isSandboxed).toBe(true);
  });

  it('5. Handle session permission requests: all are denied, but that our page copies text', () => {
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'fullscreen',
      'openExternal',
    ]) {
      expect(main.isGranted(permission, 'app://lab/'), permission).toBe(false);
      expect(main.permissionCheck?.(null, permission, 'app://lab'), permission).toBe(false);
    }
    expect(main.isGranted('clipboard-sanitized-write', 'app://lab/runs')).toBe(true);
    expect(main.isGranted('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
    expect(main.isGranted('clipboard-sanitized-write', 'app://lab/preview/1')).toBe(false);
    expect(main.device?.()).toBe(false);
  });

  it('6. Do not disable webSecurity', () => {
    expect(window.options.webPreferences).toMatchObject({ webSecurity: true });
  });

  it('7. Define a Content Security Policy: every response has one, refusals too', async () => {
    const preview = previews.add('<p>A report</p>');
    for (const path of ['', 'runs', 'assets/main-abc.js', preview.slice(1), 'assets/nothing.js', 'preview/unknown']) {
      const policy = (await main.fetch(`app://lab/${path}`)).headers.get('Content-Security-Policy') ?? '';
      expect(policy, path).toMatch(/default-src '(self|none)'/);
      expect(policy, path).not.toMatch(/unsafe-eval|\*|https?:/);
    }
    const page = (await main.fetch('app://lab/')).headers.get('Content-Security-Policy');
    expect(page).toContain("script-src 'self'");
    const report = (await main.fetch(`app://lab${preview}`)).headers.get('Content-Security-Policy');
    expect(report).toMatch(/^sandbox allow-scripts; default-src 'none'/);
  });

  it('8. Do not enable allowRunningInsecureContent', () => {
    expect(window.options.webPreferences).not.toHaveProperty('allowRunningInsecureContent');
  });

  it('9. Do not enable experimental features', () => {
    expect(window.options.webPreferences).not.toHaveProperty('experimentalFeatures');
  });

  it('10. Do not use enableBlinkFeatures', () => {
    expect(window.options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
  });

  it('11. and 12. <webview>: the tag is off, and attaching one is refused all the same', () => {
    expect(window.options.webPreferences).toMatchObject({ webviewTag: false });
    expect(emitRefusable(contents, 'will-attach-webview')).toBe(false);
  });

  it('13. Disable or limit navigation: the window stays on its own page, frames show previews alone', () => {
    const elsewhere = ['https://example.com/', 'file:///etc/passwd', 'app://other/', 'javascript:alert(1)', 'nonsense'];
    for (const url of [...elsewhere, 'app://lab/preview/1', 'app://user@lab/']) {
      expect(emitRefusable(contents, 'will-navigate', { url }), url).toBe(false);
      expect(emitRefusable(contents, 'will-frame-navigate', { url, isMainFrame: true }), url).toBe(false);
    }
    for (const url of [...elsewhere, 'app://lab/', 'about:blank'])
      expect(emitRefusable(contents, 'will-frame-navigate', { url, isMainFrame: false }), url).toBe(false);
    expect(emitRefusable(contents, 'will-frame-navigate', { url: 'app://lab/preview/1', isMainFrame: false })).toBe(
      true,
    );
    // Loading the page again, as the banner of a lost connection offers.
    expect(emitRefusable(contents, 'will-navigate', { url: 'app://lab/runs' })).toBe(true);
    expect(emitRefusable(contents, 'will-redirect', { url: 'app://lab/' })).toBe(false);
  });

  it('14. Disable or limit creation of new windows: none is ever made by a page', () => {
    for (const url of ['https://arxiv.org/abs/2409.01586', 'https://example.com/', 'app://lab/'])
      expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
  });

  it('15. Do not use shell.openExternal with untrusted content: only pages of an allow list are opened', () => {
    shown.opened.length = 0;
    for (const url of [
      'http://arxiv.org/abs/2409.01586',
      'https://arxiv.org.example.com/abs/1',
      'https://arxiv.org/abs/../../elsewhere',
      'https://user@arxiv.org/abs/1',
      'file:///etc/passwd',
      'smb://server/share',
      'javascript:alert(1)',
    ])
      contents.openHandler?.({ url });
    expect(shown.opened).toEqual([]);
    contents.openHandler?.({ url: 'https://arxiv.org/abs/2409.01586' });
    expect(shown.opened).toEqual(['https://arxiv.org/abs/2409.01586']);
  });

  it('16. Use a current version of Electron: the version is exact, and a major one that is maintained', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      devDependencies: { electron: string };
    }; // our own file
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(45);
  });

  it("17. Validate the sender of all IPC messages: only the main frame of our own page, with a nonce, gets the lab's port", () => {
    const frame = (url: string, parent: object | null = null) => ({ senderFrame: { url, parent } as never });
    expect(isOurWindow(frame('app://lab/runs'))).toBe(true);
    expect(isOurWindow(frame('app://lab/', {}))).toBe(false);
    expect(isOurWindow({ senderFrame: null })).toBe(false);
    for (const url of ['app://lab/preview/1', 'app://evil/', 'https://lab/', 'file:///app://lab/', 'about:blank', ''])
      expect(isOurWindow(frame(url)), url).toBe(false);
    const posted: unknown[] = [];
    const ask = (url: string, nonce: unknown) => {
      const senderFrame = { url, parent: null, postMessage: (...parts: unknown[]) => posted.push(parts) };
      ipcMain.emit(desktopChannels.connect, { senderFrame }, nonce);
    };
    ask('https://example.com/', crypto.randomUUID());
    for (const nonce of ['', 'x', 1, null, {}, undefined]) ask('app://lab/', nonce);
    expect(posted).toEqual([]);
    expect(ipcMain.eventNames()).toEqual([desktopChannels.connect]);
  });

  it('18. Avoid usage of the file:// protocol: a secure scheme of our own, and no code names another', () => {
    expect(protocol.privileged).toMatchObject([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    expect(protocol.privileged[0]?.privileges).not.toHaveProperty('bypassCSP');
    expect(main.isCancelled('file:///etc/passwd')).toBe(true);
    const named = [...listCodeFiles('src/main'), ...listCodeFiles('src/preload')].filter((file) =>
      /file:\/\/|loadFile\(/.test(readFileSync(join(repository, file), 'utf8')),
    );
    expect(named).toEqual([]);
  });

  it('19. Check which fuses you can change: what a package has to set is written down', () => {
    const page = readFileSync(join(repository, 'docs', 'desktop.md'), 'utf8');
    for (const fuse of ['RunAsNode', 'EnableNodeOptionsEnvironmentVariable', 'EnableNodeCliInspectArguments'])
      expect(page).toContain(fuse);
  });

  // 20. Do not expose Electron APIs to untrusted web content: test/preload/bridge.test.ts
});

describe('the window beyond the checklist', () => {
  it('has developer tools only in a checkout', () => {
    expect(window.options.webPreferences).toMatchObject({ devTools: true });
    app.isPackaged = true;
    expect(openMainWindow().current.options.webPreferences).toMatchObject({ devTools: false });
    app.isPackaged = false;
  });

  it('fetches no spelling dictionary', () => {
    expect(main.isSpellChecked).toBe(false);
    expect(window.options.webPreferences).toMatchObject({ spellcheck: false });
  });

  it('saves files that it made itself and nothing from elsewhere', () => {
    const download = (address: string) => {
      let isRefused = false;
      main.emit('will-download', { preventDefault: () => (isRefused = true) }, { getURL: () => address });
      return !isRefused;
    };
    expect(download('blob:app://lab/1')).toBe(true);
    expect(download('https://example.com/a.exe')).toBe(false);
    expect(download('blob:https://example.com/1')).toBe(false);
  });

  it.each([
    'app://lab/../../../etc/passwd',
    'app://lab/assets/../../package.json',
    'app://lab/%2e%2e/%2e%2e/etc/passwd',
    'app://lab/..%2f..%2fetc%2fpasswd',
    'app://lab/assets%2fmain-abc.js',
    'app://lab//etc/passwd.txt',
    'app://lab/assets/main-abc.js%00.txt',
    'app://other/assets/main-abc.js',
  ])('has no path that leads out of the built window: %s', async (address) => {
    const response = await main.fetch(address);
    expect(['export {};', 'root:']).not.toContain(await response.clone().text());
    // A name without an ending is a page of the window, which is one and the same file.
    const isPage = response.status === 200 && (await response.text()).includes('<title>Lab</title>');
    expect(isPage || response.status === 404).toBe(true);
  });

  it('answers nothing but GET and HEAD', async () => {
    expect((await main.fetch('app://lab/', 'POST')).status).toBe(405);
    expect((await main.fetch('app://lab/', 'HEAD')).status).toBe(200);
  });

  it('prints a page in a session that has that page and nothing else', async () => {
    const print = createPrinter();
    const pdf = await print('<h1>Report</h1>');
    expect(Buffer.from(pdf).toString()).toBe('%PDF-');
    const printing = session.fromPartition('printing');
    expect(printing.isCancelled('https://example.com/')).toBe(true);
    expect((await printing.fetch('app://lab/')).status).toBe(404);
  });
});
