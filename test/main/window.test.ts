import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { reloadAfterCrash } from '../../src/main/crashes.ts';
import { installMenu } from '../../src/main/menu.ts';
import { openStateFile } from '../../src/main/state-file.ts';
import { createMainWindow } from '../../src/main/window.ts';
import { placeWindow } from '../../src/main/window-place.ts';
import { desktopChannels } from '../../src/shared/desktop.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { BrowserWindow } from './fake-electron/index.ts';
import { type MenuTemplate, shown } from './fake-electron/shell.ts';
import { openMainWindow, openTestLog, waitUntil } from './fixtures/desktop.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

describe('the place of the window', () => {
  const left = { workArea: { x: 0, y: 25, width: 1920, height: 1055 } };
  const right = { workArea: { x: 1920, y: 0, width: 2560, height: 1440 } };
  const remembered = { x: 2000, y: 100, width: 1200, height: 800, isMaximized: false };

  it('is where it was, while a display shows that', () => {
    expect(placeWindow(remembered, [left, right])).toEqual({ x: 2000, y: 100, width: 1200, height: 800 });
  });

  it('is chosen by the system when that display is gone, or the title bar would be out of reach', () => {
    expect(placeWindow(remembered, [left])).toEqual({ width: 1200, height: 800 });
    expect(placeWindow({ ...remembered, x: 100, y: -500 }, [left])).toEqual({ width: 1200, height: 800 });
    expect(placeWindow({ ...remembered, x: 1900 }, [left])).toEqual({ width: 1200, height: 800 });
  });

  it('fits a small display the first time', () => {
    expect(placeWindow(undefined, [{ workArea: { x: 0, y: 0, width: 1280, height: 720 } }])).toEqual({
      width: 1280,
      height: 720,
    });
  });

  it('is remembered between starts, and a broken memory counts as none', () => {
    const path = join(makeTemporaryFolder(), 'desktop.json');
    const options = { preloadPath: '', iconPath: '', onCreate: () => undefined };
    createMainWindow({ ...options, state: openStateFile(path) }).show();
    const first = BrowserWindow.latest;
    first.isLarge = true;
    first.close();
    expect(openStateFile(path).get().window).toEqual({ x: 10, y: 20, width: 1000, height: 700, isMaximized: true });
    createMainWindow({ ...options, state: openStateFile(path) }).show();
    BrowserWindow.latest.emit('ready-to-show');
    expect(BrowserWindow.latest.options).toMatchObject({ x: 10, y: 20, width: 1000 });
    expect(BrowserWindow.latest.isLarge).toBe(true);
    for (const broken of ['{', '{"window": {"x": "left"}}']) {
      writeFileSync(path, broken);
      expect(openStateFile(path).get()).toEqual({});
    }
  });
});

describe('the menu', () => {
  function click(label: string): void {
    const item = shown.menus
      .at(-1)
      ?.flatMap((menu): MenuTemplate => menu.submenu ?? [])
      .find((entry) => entry.label === label);
    item?.click?.();
  }

  it('asks the page of the window, also when it was closed and is still being loaded', () => {
    const { window, current } = openMainWindow();
    installMenu({
      command: (command) => window.command(command),
      dataFolder: '/data',
      docsFolder: '/docs',
      logPath: '/log',
    });
    click('New experiment');
    expect(current.webContents.sent).toEqual([[desktopChannels.command, 'new-experiment']]);
    current.close();
    const before = BrowserWindow.all.length;
    window.show();
    BrowserWindow.latest.webContents.isStillLoading = true;
    click('Queue');
    expect(BrowserWindow.all.length).toBe(before + 1);
    expect(BrowserWindow.latest.webContents.sent).toEqual([]);
    BrowserWindow.latest.webContents.emit('did-finish-load');
    expect(BrowserWindow.latest.webContents.sent).toEqual([[desktopChannels.command, 'queue']]);
  });

  it('shows the data folder, the documentation and the log', () => {
    shown.opened.length = 0;
    for (const label of ['Show data folder', 'Documentation', 'Show log']) click(label);
    expect(shown.opened).toEqual(['/data', '/docs', '/log']);
  });

  it('has no key twice', () => {
    const keys = (shown.menus.at(-1) ?? []).flatMap((menu) =>
      (menu.submenu ?? []).flatMap((item) => item.accelerator ?? []),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a page that crashes', () => {
  it('is loaded again with a word about it, and left to the user when it goes on crashing', async () => {
    const { current } = openMainWindow();
    const log = openTestLog();
    reloadAfterCrash(current as never, log);
    shown.boxes.length = 0;
    const crash = () => current.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    crash();
    crash();
    expect(current.webContents.reloadCount).toBe(2);
    shown.answers.push(1);
    crash();
    expect(current.webContents.reloadCount).toBe(2);
    await waitUntil(() => shown.boxes.length === 3);
    expect(shown.boxes.map((box) => box.message)).toEqual([
      'The window crashed and was loaded again.',
      'The window crashed and was loaded again.',
      'The window crashes again and again.',
    ]);
  });
});
