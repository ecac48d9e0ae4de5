import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGpuReader, parseGpus } from '../../src/host/system/gpus.ts';
import { createWorkerList, readResidentBytes } from '../../src/host/system/machine-load.ts';
import { openPath } from '../../src/host/system/open-path.ts';
import { makeProject, openScriptedLab, waitForStage } from '../lab/fixtures/project.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { openHost } from './fixtures/open-host.ts';

async function openClient() {
  return openHost(await openScriptedLab(makeProject())).client;
}

describe('system.engine', () => {
  it('says what TensorFlow it is and what it runs on, having loaded it in a worker', async () => {
    const client = await openClient();
    const engine = await client.system.engine();
    expect(engine).toMatchObject({ tensorflow: '2.21.0', device: expect.stringMatching(/^(cpu|gpu)$/) });
    expect(engine.cores).toBeGreaterThan(0);
    expect(engine.memoryBytes).toBe(totalmem());
    expect(engine.diskFreeBytes).toBeGreaterThan(0);
    expect(engine.problems.map(({ what }) => what).filter((what) => what.includes('TensorFlow, which'))).toEqual([]);
    const startMs = performance.now();
    await client.system.engine();
    expect(performance.now() - startMs).toBeLessThan(200);
  });
});

describe('system.load', () => {
  it('measures the machine, and the same answer serves everyone who asks at once', async () => {
    const client = await openClient();
    const [first, second] = await Promise.all([client.system.load(), client.system.load()]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ memoryTotalBytes: totalmem(), workersBytes: 0 });
    expect(first.memoryUsedBytes).toBeGreaterThan(0);
    expect(first.cpu).toBeGreaterThanOrEqual(0);
    expect(first.cpu).toBeLessThanOrEqual(1);
  });

  it('counts the memory of the workers that run, and of no others', async () => {
    const project = makeProject();
    const lab = await openScriptedLab(project, { align: 'wait' });
    const listWorkers = createWorkerList(lab);
    const { id } = await lab.submit(project.writeSpec());
    const running = waitForStage(lab, 'align', 'running');
    lab.start();
    await running;
    const pids = listWorkers();
    expect(pids).toHaveLength(1);
    expect(createWorkerList(lab)()).toEqual(pids);
    // Windows does not tell.
    expect(await readResidentBytes(pids)).toBeGreaterThan(process.platform === 'win32' ? -1 : 10e6);
    await lab.cancel({ experimentId: id });
    expect(listWorkers()).toEqual([]);
    expect(await readResidentBytes(pids)).toBe(0);
  });
});

describe('graphics cards', () => {
  it('are read from what nvidia-smi prints, with names that hold commas and values that it does not know', () => {
    expect(parseGpus('NVIDIA A100, 40 GB, 40960, 1024, 35\nNVIDIA T4, 15360, 0, [N/A]\n\n')).toEqual([
      { name: 'NVIDIA A100, 40 GB', memoryTotalBytes: 40_960 * 2 ** 20, memoryUsedBytes: 2 ** 30, load: 0.35 },
      { name: 'NVIDIA T4', memoryTotalBytes: 15_360 * 2 ** 20, memoryUsedBytes: 0, load: 0 },
    ]);
  });

  it('are none where there is no nvidia-smi', async () => {
    expect(await createGpuReader('no-such-program-here')()).toEqual([]);
  });
});

describe('system.listFolder', () => {
  it('lists folders first, in natural order, marks models and leaves hidden entries and broken links out', async () => {
    const folder = makeTemporaryFolder();
    for (const name of ['rows-10.jsonl', 'rows-2.jsonl', '.hidden']) writeFileSync(join(folder, name), 'four');
    mkdirSync(join(folder, 'zoo'));
    mkdirSync(join(folder, 'model'));
    for (const name of ['config.json', 'model.safetensors']) writeFileSync(join(folder, 'model', name), '{}');
    symlinkSync(join(folder, 'gone'), join(folder, 'broken'));
    symlinkSync(join(folder, 'model'), join(folder, 'link'));
    const listing = await (await openClient()).system.listFolder({ path: folder });
    expect(listing).toMatchObject({ path: folder, parent: dirname(folder) });
    expect(listing.entries.map(({ name, kind, isModel, sizeBytes }) => [name, kind, isModel, sizeBytes])).toEqual([
      ['link', 'folder', true, 0],
      ['model', 'folder', true, 0],
      ['zoo', 'folder', false, 0],
      ['rows-2.jsonl', 'file', false, 4],
      ['rows-10.jsonl', 'file', false, 4],
    ]);
  });

  it('begins in the home folder, understands "~", and ends at the root', async () => {
    const client = await openClient();
    expect((await client.system.listFolder({ path: null })).path).toBe(homedir());
    expect((await client.system.listFolder({ path: '~/..' })).path).toBe(dirname(homedir()));
    expect((await client.system.listFolder({ path: '/' })).parent).toBeNull();
  });

  it('says in a sentence why a folder cannot be listed', async () => {
    const client = await openClient();
    const folder = makeTemporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(client.system.listFolder({ path: join(folder, 'none') })).rejects.toThrow('there is no such folder');
    await expect(client.system.listFolder({ path: join(folder, 'file') })).rejects.toThrow('this is a file');
    await expect(client.system.listFolder({ path: 'somewhere' })).rejects.toThrow('a whole path was expected');
  });

  // The superuser may look anywhere, and Windows knows no such rights.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says which folder it may not look into',
    async () => {
      const locked = join(makeTemporaryFolder(), 'locked');
      mkdirSync(locked);
      chmodSync(locked, 0);
      await expect((await openClient()).system.listFolder({ path: locked })).rejects.toThrow('may not look into');
    },
  );
});

describe('system.openPath', () => {
  it('tells a browser that only the desktop can', async () => {
    await expect((await openClient()).system.openPath({ path: tmpdir() })).rejects.toMatchObject({
      message: expect.stringContaining('A browser cannot open folders'),
    });
  });

  it('opens what lies in the data folder, and nothing outside of it, be it by way of a link', async () => {
    const folder = makeTemporaryFolder();
    const dataFolder = join(folder, 'data');
    mkdirSync(join(dataFolder, 'stages'), { recursive: true });
    writeFileSync(join(folder, 'secret'), '');
    symlinkSync(join(folder, 'secret'), join(dataFolder, 'link'));
    const opened: string[] = [];
    const desktop = {
      openPath: async (path: string) => void opened.push(path),
      printPdf: async () => new Uint8Array(),
      secrets: { has: () => false, get: () => undefined, set: () => undefined, delete: () => undefined },
    };
    await openPath(join(dataFolder, 'stages'), dataFolder, desktop);
    await openPath(dataFolder, dataFolder, desktop);
    for (const path of [join(folder, 'secret'), join(dataFolder, 'link'), join(dataFolder, '..')])
      await expect(openPath(path, dataFolder, desktop)).rejects.toThrow('only what lies in the data folder');
    await expect(openPath(join(dataFolder, 'gone'), dataFolder, desktop)).rejects.toThrow('nothing at this place');
    expect(opened).toHaveLength(2);
  });
});
