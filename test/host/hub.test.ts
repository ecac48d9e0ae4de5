import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openHubSettings } from '../../src/host/hub/hub-settings.ts';
import type { Secrets } from '../../src/host/context.ts';
import type { HubDownload } from '../../src/shared/contract/hub.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { type FakeRepo, startFakeHub } from '../support/fake-hub.ts';
import { openHost } from './fixtures/open-host.ts';

const sampleModel = join(import.meta.dirname, '..', '..', 'resources', 'sample', 'model');
const model: FakeRepo = {
  kind: 'model',
  id: 'tiny-lab/wanderer',
  files: Object.fromEntries(readdirSync(sampleModel).map((name) => [name, readFileSync(join(sampleModel, name))])),
  large: ['model.safetensors'],
};

async function openHub(repos: readonly FakeRepo[]) {
  const fake = await startFakeHub(repos);
  const project = makeProject();
  const lab = await openScriptedLab(project);
  const { client, bugs } = openHost(lab);
  await client.hub.setSettings({ url: fake.url });
  return { fake, project, lab, client, hub: client.hub, bugs };
}

async function waitFor(hub: Awaited<ReturnType<typeof openHub>>['hub'], state: HubDownload['state']) {
  return vi.waitFor(
    async () => {
      const [download] = await hub.downloads();
      if (download?.state !== state) throw new Error(`It is ${download?.state}: ${download?.error}`);
      return download;
    },
    { timeout: 30_000, interval: 50 },
  );
}

describe('the hub in the window', () => {
  it('is asked for nothing before a person searches', async () => {
    const { fake, hub } = await openHub([model]);
    await hub.settings();
    await hub.downloads();
    expect(fake.seen).toEqual([]);
  });

  it('turns a search into a model that forms offer', async () => {
    const { hub, client, bugs } = await openHub([model]);
    const [found] = await hub.search({ kind: 'model', query: 'wander' });
    const repo = await hub.describe({ kind: 'model', id: found?.id ?? '' });
    expect(repo).toMatchObject({ problem: null, isPresent: false });
    await hub.download({ kind: 'model', id: repo.id });
    const done = await waitFor(hub, 'done');
    expect(done.doneBytes).toBe(done.totalBytes);
    const added = (await client.library.models()).find(({ source }) => source === 'added');
    expect(added).toMatchObject({ name: 'tiny-lab/wanderer', path: repo.folder, family: 'llama', isMissing: false });
    expect((await hub.describe({ kind: 'model', id: repo.id })).isPresent).toBe(true);
    expect(bugs).toEqual([]);
  });

  it('can be asked twice for the same model', async () => {
    const { hub, client } = await openHub([model]);
    await hub.download({ kind: 'model', id: model.id });
    await waitFor(hub, 'done');
    await hub.download({ kind: 'model', id: model.id });
    await waitFor(hub, 'done');
    expect((await client.library.models()).filter(({ source }) => source === 'added')).toHaveLength(1);
  });

  it('keeps a stopped download for later, also over a restart of the lab', async () => {
    const { fake, hub, lab, project } = await openHub([model]);
    fake.fail('store:', { kind: 'silence', afterBytes: 1_000_000 });
    await hub.download({ kind: 'model', id: model.id });
    await vi.waitFor(async () => expect((await hub.downloads())[0]?.doneBytes).toBeGreaterThan(900_000), 10_000);
    await hub.stop({ id: (await hub.downloads())[0]?.id ?? '' });
    await waitFor(hub, 'stopped');
    await lab.stop();

    const again = await openScriptedLab(project);
    onTestFinished(() => again.stop());
    const { client } = openHost(again);
    const [left] = await client.hub.downloads();
    expect(left).toMatchObject({ state: 'stopped', error: null });
    await client.hub.resume({ id: left?.id ?? '' });
    await waitFor(client.hub, 'done');
    expect(fake.seen.findLast(({ host }) => host === 'store')?.range).toMatch(/^bytes=\d{6,}-$/);
  });

  it('says on the download why it failed, and forgets it with its files when asked to', async () => {
    const { fake, hub } = await openHub([model]);
    fake.fail('store:', { kind: 'flip' });
    await hub.download({ kind: 'model', id: model.id });
    const failed = await waitFor(hub, 'failed');
    expect(failed.error).toMatch(/model\.safetensors arrived with the hash/);
    await hub.discard({ id: failed.id });
    expect(await hub.downloads()).toEqual([]);
    await expect(hub.resume({ id: failed.id })).rejects.toThrow(/does not exist any more/);
  });

  it('opens a gated repository with the user’s token, which is written nowhere', async () => {
    const { fake, hub, project } = await openHub([{ ...model, gated: true }]);
    await expect(hub.describe({ kind: 'model', id: model.id })).rejects.toThrow(/accept its terms/);
    expect(await hub.setSettings({ token: fake.token })).toMatchObject({ hasToken: true, keeps: 'session' });
    await hub.download({ kind: 'model', id: model.id });
    await waitFor(hub, 'done');
    const texts = readdirSync(project.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(texts.some((text) => text.includes(fake.token))).toBe(false);
    expect(await hub.setSettings({ token: null })).toMatchObject({ hasToken: false });
  });

  it('does not show the token of one hub to another', async () => {
    const { fake, hub } = await openHub([model]);
    const other = await startFakeHub([]);
    fake.fail('store:', { kind: 'flip' });
    await hub.download({ kind: 'model', id: model.id });
    const { id } = await waitFor(hub, 'failed');
    await hub.setSettings({ url: other.url, token: other.token });
    await hub.resume({ id });
    await waitFor(hub, 'done');
    expect(fake.seen.some(({ authorization }) => authorization !== undefined)).toBe(false);
  });

  it('keeps a token for the address it was given for, through changes of the address', async () => {
    const { fake, hub } = await openHub([{ ...model, gated: true }]);
    const other = await startFakeHub([model]);
    await hub.setSettings({ token: fake.token });
    expect(await hub.setSettings({ url: other.url })).toMatchObject({ hasToken: false });
    await hub.search({ kind: 'model', query: 'wanderer' });
    await hub.describe({ kind: 'model', id: model.id });
    expect(other.seen.length).toBeGreaterThan(1);
    expect(other.seen.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(await hub.setSettings({ url: fake.url })).toMatchObject({ hasToken: true });
    expect(await hub.describe({ kind: 'model', id: model.id })).toMatchObject({ isGated: true });
  });

  it('ties a token of former times, which had no address, to the hub that was chosen then', () => {
    const kept = new Map([['hub-token', 'old secret']]);
    const secrets: Secrets = {
      has: (name) => kept.has(name),
      get: (name) => kept.get(name),
      set: (name, secret) => void kept.set(name, secret),
      delete: (name) => void kept.delete(name),
    };
    const settings = openHubSettings(makeProject().dataFolder, secrets);
    settings.change({ url: 'https://mirror.example' });
    expect(settings.read()).toMatchObject({ url: 'https://mirror.example', token: undefined });
    expect(settings.readFor('https://huggingface.co')).toMatchObject({ token: 'old secret' });
    expect([...kept.keys()]).toEqual(['hub-token https://huggingface.co']);
  });

  // An address that leads to this machine without being one of the loopback.
  it.skipIf(process.platform === 'win32')(
    'asks an address without encryption only where that was allowed for it, and sends no token there',
    async () => {
      const { fake, hub } = await openHub([model]);
      const open = fake.url.replace('127.0.0.1', '0.0.0.0');
      await hub.setSettings({ url: open, token: fake.token });
      const search = () => hub.search({ kind: 'model', query: 'wanderer' });
      await expect(search()).rejects.toThrow(/is not encrypted, so that others on the network could read/);
      expect(fake.seen).toEqual([]);
      expect(await hub.setSettings({ allowsHttp: true })).toMatchObject({ allowsHttp: true, hasToken: true });
      expect(await search()).toHaveLength(1);
      expect(fake.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
      expect(await hub.setSettings({ url: 'http://hub.example' })).toMatchObject({ allowsHttp: false });
    },
  );

  it('downloads the data files of a data set that are asked for', async () => {
    const rows = '{"instruction":"a","output":"b"}\n';
    const files = { 'README.md': '#', 'data/train.jsonl': rows, 'data/test.jsonl': rows };
    const { hub } = await openHub([{ kind: 'dataset', id: 'tiny-lab/rows', files }]);
    const repo = await hub.describe({ kind: 'dataset', id: 'tiny-lab/rows' });
    expect(repo.files.map(({ path, isNeeded }) => [path, isNeeded])).toEqual([
      ['README.md', false],
      ['data/train.jsonl', true],
      ['data/test.jsonl', true],
    ]);
    await hub.download({ kind: 'dataset', id: repo.id, paths: ['data/test.jsonl'] });
    await waitFor(hub, 'done');
    expect(readdirSync(join(repo.folder, 'data'))).toEqual(['test.jsonl']);
  });
});
