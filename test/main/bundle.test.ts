import { existsSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { buildDesktop } from '../../scripts/desktop/build.ts';
import * as workerPaths from '../../src/lab/worker-paths.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { desktopChannels } from '../../src/shared/desktop.ts';
import { repository } from '../support/read-imports.ts';
import { app, BrowserWindow, ipcMain, session } from './fake-electron/index.ts';
import { shown } from './fake-electron/shell.ts';
import { makeFolder, waitUntil, writeWindowFiles } from './fixtures/desktop.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

const sample = join(repository, 'resources', 'sample');
const split = join(sample, 'data', 'split-0');

/** A run of the sample model that takes seconds. */
function describeSmallRun() {
  const few = (path: string, count: number) => ({ path, count });
  return {
    version: 1,
    name: 'From the bundle',
    settings: {
      model: { path: join(sample, 'model') },
      template: 'plain',
      maxLength: 64,
      trainable: { kind: 'full' },
      alignment: {
        method: { name: 'sft' },
        data: few(join(split, 'alignment.jsonl'), 20),
        harmful: few(join(split, 'harmful.jsonl'), 20),
        training: { maxSteps: 2 },
      },
      attack: {
        task: { path: join(sample, 'data', 'reviews-train.jsonl') },
        harmful: { path: join(split, 'attack.jsonl') },
        n: 20,
        training: { maxSteps: 2 },
      },
      evaluation: { safety: { data: few(join(split, 'test-harmful.jsonl'), 4), maxNewTokens: 4 } },
    },
  };
}

describe('the built desktop', () => {
  beforeAll(async () => {
    buildDesktop(() => undefined);
    app.appPath = makeFolder();
    writeWindowFiles(join(app.appPath, 'out', 'renderer'));
    symlinkSync(join(repository, 'resources'), join(app.appPath, 'resources'), 'dir');
    // A path that the compiler does not follow: the file is built by this test.
    await import(/* @vite-ignore */ join(repository, 'out', 'main', 'index.js'));
    await waitUntil(() => BrowserWindow.all.length > 0 || shown.errors.length > 0);
    if (shown.errors.length > 0) throw new Error(shown.errors.join('\n'));
  }, 120_000);

  it('has every worker beside the code that starts it', () => {
    const missing = Object.values(workerPaths).filter(
      (path) => !existsSync(join(repository, 'out', 'main', basename(path).replace(/\.ts$/, '.js'))),
    );
    expect(missing).toEqual([]);
  });

  it('runs an experiment in its workers, and writes a report with the files beside it', async () => {
    const client = await connect();
    const { experimentId } = await client.experiments.submit({
      draft: { spec: describeSmallRun(), baseFolder: null },
    });
    const batches = await client.system.notices();
    for await (const batch of batches) {
      const end = batch.find((notice) => notice.kind === 'run' && ['completed', 'failed'].includes(notice.status));
      if (end) break;
    }
    const { stages } = await client.experiments.get({ id: experimentId });
    expect(stages.map((stage) => stage.error)).toEqual([null, null, null]);
    const wishes: Parameters<LabClient['reports']['preview']>[0] = {
      selection: { experimentId },
      blocks: ['findings', 'scores'],
    };
    const { address } = await client.reports.preview(wishes);
    const page = await session.defaultSession.fetch(`app://lab${address}`);
    expect(await page.text()).toContain('<title>From the bundle');
    const report = await client.reports.export({ ...wishes, formats: ['html', 'pdf'] });
    expect(report.files.map((file) => file.name).sort()).toEqual(['report.html', 'report.pdf']);
    app.quit();
    await waitUntil(() => app.hasQuit);
  }, 120_000);
});

/** Asks for a port as the window does, and talks over it. */
function connect(): Promise<LabClient> {
  return new Promise((resolve) => {
    const postMessage = (_channel: string, _message: unknown, [end]: [{ port: MessagePort }]) => {
      resolve(createORPCClient<LabClient>(new RPCLink({ port: end.port })));
      end.port.start();
    };
    const senderFrame = { url: 'app://lab/', parent: null, postMessage };
    ipcMain.emit(desktopChannels.connect, { senderFrame }, crypto.randomUUID());
  });
}
