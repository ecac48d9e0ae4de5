import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLab } from '../../src/lab/index.ts';
import { openDesktopLab, resolveDataFolder } from '../../src/main/open-lab.ts';
import { failStart, startDesktop } from '../../src/main/start.ts';
import { openStateFile } from '../../src/main/state-file.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { desktopChannels, portMessage } from '../../src/shared/desktop.ts';
import { forkWorker } from '../../src/lab/supervise/launch-worker.ts';
import { openStore } from '../../src/store/index.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { app, BrowserWindow, ipcMain, type MessageChannelMain } from './fake-electron/index.ts';
import { shown } from './fake-electron/shell.ts';
import { makeFolder, openTestLog, waitUntil, writeWindowFiles } from './fixtures/desktop.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

describe('the desktop', () => {
  beforeAll(async () => {
    app.appPath = makeFolder();
    writeWindowFiles(join(app.appPath, 'out', 'renderer'));
    await import('../../src/main/index.ts');
    await waitUntil(() => BrowserWindow.all.length > 0 || shown.errors.length > 0);
    if (shown.errors.length > 0) throw new Error(shown.errors.join('\n'));
  });

  it('starts with a window on its own page, and the lab in the folder of the user', () => {
    expect(BrowserWindow.latest.address).toBe('app://lab/');
    BrowserWindow.latest.emit('ready-to-show');
    expect(BrowserWindow.latest.isShown).toBe(true);
  });

  it('answers the contract over the port that the window asked for', async () => {
    type Port = InstanceType<typeof MessageChannelMain>['port1'];
    const nonce = crypto.randomUUID();
    const received = new Promise<{ message: unknown; port: Port }>((resolve) => {
      const postMessage = (channel: string, message: unknown, [port]: [Port]) => {
        expect(channel).toBe(portMessage);
        resolve({ message, port });
      };
      ipcMain.emit(desktopChannels.connect, { senderFrame: { url: 'app://lab/', parent: null, postMessage } }, nonce);
    });
    const { message, port } = await received;
    expect(message).toEqual({ nonce });
    const client = createORPCClient<LabClient>(new RPCLink({ port: port.port }));
    port.start();
    expect(await client.system.hello()).toMatchObject({
      version: '0.0.0-test',
      host: 'desktop',
      dataFolder: join(app.userData, 'data'),
    });
    port.close();
  });

  it('is brought to the front by a second start', () => {
    BrowserWindow.latest.hide();
    app.emit('second-instance');
    expect(BrowserWindow.latest.isShown).toBe(true);
  });

  it('closes its lab when it quits', async () => {
    app.quit();
    await waitUntil(() => app.hasQuit);
    const lab = await openLab({ dataFolder: join(app.userData, 'data') });
    await lab.stop();
  });
});

describe('a start that leads to nothing', () => {
  it('ends at once when the application is open already', async () => {
    vi.resetModules();
    app.hasLock = false;
    app.hasQuit = false;
    const windowCount = BrowserWindow.all.length;
    await import('../../src/main/index.ts');
    app.hasLock = true;
    expect(app.hasQuit).toBe(true);
    expect(BrowserWindow.all.length).toBe(windowCount);
  });

  it('says what is missing and ends when the window was not built', async () => {
    const log = openTestLog();
    app.appPath = makeFolder();
    shown.errors.length = 0;
    await startDesktop(log).catch((error: unknown) => failStart(error, log));
    expect(shown.errors).toEqual([expect.stringMatching(/The window is not built in .*; "npm run build" makes it\.$/)]);
    expect(app.exitCode).toBe(1);
    expect(readFileSync(log.path, 'utf8')).toContain('The window is not built');
  });
});

describe('the data folder of the desktop', () => {
  it('is what the variable says, else what was chosen, else one among the files of the user', () => {
    const state = openStateFile(join(makeTemporaryFolder(), 'desktop.json'));
    expect(resolveDataFolder(state)).toBe(join(app.userData, 'data'));
    state.set({ dataFolder: '/chosen' });
    expect(resolveDataFolder(state)).toBe('/chosen');
    vi.stubEnv('BOOSTER_LAB_DATA', '/from/variable');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(resolveDataFolder(state)).toBe('/from/variable');
  });

  it('that another lab has open is waited for, or another one is chosen, and remembered', async () => {
    const state = openStateFile(join(makeTemporaryFolder(), 'desktop.json'));
    const dataFolder = join(makeTemporaryFolder(), 'data');
    state.set({ dataFolder });
    const other = await openLab({ dataFolder });
    onTestFinished(() => other.stop());
    shown.boxes.length = 0;
    const chosen = join(makeTemporaryFolder(), 'chosen');
    shown.answers.push(0, 1);
    shown.folders.push(chosen);
    const lab = await openDesktopLab({ state, launchWorker: forkWorker });
    onTestFinished(async () => lab?.stop());
    expect(lab?.dataFolder).toBe(chosen);
    expect(state.get().dataFolder).toBe(chosen);
    expect(shown.boxes).toHaveLength(2);
    expect(shown.boxes[0]).toMatchObject({
      message: 'The data folder is open in another lab.',
      detail: expect.stringContaining(`process ${process.pid}`),
    });
  });

  it('that a newer version wrote is left alone, with a sentence about it', async () => {
    const state = openStateFile(join(makeTemporaryFolder(), 'desktop.json'));
    const dataFolder = makeTemporaryFolder();
    state.set({ dataFolder });
    const store = openStore(join(dataFolder, 'lab.sqlite'));
    store.sql('PRAGMA user_version = 99999').run();
    store.close();
    shown.boxes.length = 0;
    shown.answers.push(2);
    expect(await openDesktopLab({ state, launchWorker: forkWorker })).toBeNull();
    expect(shown.boxes[0]?.detail).toMatch(/newer/);
  });
});
