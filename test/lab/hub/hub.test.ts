import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeRepo } from '../../../src/lab/hub/describe-repo.ts';
import { partialPath, readDownload } from '../../../src/lab/hub/download-folder.ts';
import {
  beginDownload,
  type DownloadOptions,
  type DownloadReading,
  runDownload,
} from '../../../src/lab/hub/download-repo.ts';
import { type HubAccess, parseHubUrl, parseRepoName } from '../../../src/lab/hub/hub-access.ts';
import { searchHub } from '../../../src/lab/hub/search-hub.ts';
import { AppError, CancelledError } from '../../../src/shared/errors.ts';
import { makeTemporaryFolder } from '../../store/fixtures/temporary-folder.ts';
import { type FakeRepo, fakeCommit, startFakeHub } from '../../support/fake-hub.ts';

const weights = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));
const model: FakeRepo = {
  kind: 'model',
  id: 'tiny-lab/tiny-llama',
  downloads: 12,
  files: {
    'config.json': '{"architectures": ["LlamaForCausalLM"]}',
    'tokenizer.json': '{}',
    'model.safetensors': weights,
    'README.md': '# Tiny',
    'pytorch_model.bin': 'never asked for',
  },
  large: ['model.safetensors'],
};
const fast: Pick<DownloadOptions, 'pauseMs' | 'silentMs' | 'onProgress'> = {
  pauseMs: 5,
  silentMs: 300,
  onProgress: () => undefined,
};

function reach(url: string, token?: string): HubAccess & { stop: () => void } {
  const controller = new AbortController();
  return { url, token, signal: controller.signal, stop: () => controller.abort() };
}

async function download(access: HubAccess, repo: FakeRepo, options: Partial<DownloadOptions> = {}) {
  const dataFolder = makeTemporaryFolder();
  const described = await describeRepo(access, { kind: repo.kind, id: repo.id }, { revision: 'main', dataFolder });
  beginDownload(described, access.url);
  const { folder } = described.view;
  return {
    folder,
    run: (more: Partial<DownloadOptions> = {}) => runDownload(folder, access, { ...fast, ...options, ...more }),
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('It went well.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return error.code;
}

describe('searching', () => {
  test('finds models and data sets by a part of their name, with what one needs to choose', async () => {
    const hub = await startFakeHub([model, { kind: 'dataset', id: 'tiny-lab/rows', files: {}, gated: true }]);
    const models = await searchHub(reach(hub.url), { kind: 'model', query: 'TINY', limit: 10 });
    expect(models).toEqual([
      {
        kind: 'model',
        id: model.id,
        isPrivate: false,
        isGated: false,
        likes: 1,
        downloads: 12,
        updatedAtMs: Date.parse('2026-01-02T03:04:05Z'),
      },
    ]);
    const sets = await searchHub(reach(hub.url), { kind: 'dataset', query: 'rows', limit: 10 });
    expect(sets.map(({ id, isGated }) => ({ id, isGated }))).toEqual([{ id: 'tiny-lab/rows', isGated: true }]);
  });

  test.each([
    ['<html>a sign-in page of a café</html>', 'hub/bad-answer'],
    ['{"error": "none of your business"}', 'hub/bad-answer'],
    ['[{"id": 5}]', 'hub/bad-answer'],
    ['[null]', 'hub/bad-answer'],
  ])('says in one sentence that %s is no answer of a hub', async (answer, code) => {
    const hub = await startFakeHub([model]);
    hub.fail('/api/models', { kind: 'text', text: answer });
    expect(await codeOf(searchHub(reach(hub.url), { kind: 'model', query: 'x', limit: 5 }))).toBe(code);
  });

  test('says that nothing answers at an address', async () => {
    expect(await codeOf(searchHub(reach('http://127.0.0.1:9'), { kind: 'model', query: 'x', limit: 5 }))).toBe(
      'hub/unreachable',
    );
  });
});

describe('looking at a repository', () => {
  test('names commit, licence and the files that are needed', async () => {
    const hub = await startFakeHub([model]);
    const { view } = await describeRepo(reach(hub.url), { kind: 'model', id: model.id }, at(makeTemporaryFolder()));
    expect(view).toMatchObject({ commit: fakeCommit, license: 'apache-2.0', problem: null, isPresent: false });
    expect(view.files.filter((file) => file.isNeeded).map((file) => file.path)).toEqual([
      'config.json',
      'tokenizer.json',
      'model.safetensors',
    ]);
  });

  test.each([
    [{ 'config.json': '{}', 'tokenizer.json': '{}', 'pytorch_model.bin': '' }, /\.bin/],
    [{ 'adapter_config.json': '{}' }, /adapter/],
    [{ 'config.json': '{}', 'model.safetensors': '' }, /tokenizer\.json/],
  ])('says why %o cannot be used', async (files, problem) => {
    const hub = await startFakeHub([{ ...model, files, large: [] }]);
    const { view } = await describeRepo(reach(hub.url), { kind: 'model', id: model.id }, at(makeTemporaryFolder()));
    expect(view.problem).toMatch(problem);
  });

  test.each(['../outside.json', 'a/../../b.json', '/etc/x.json', 'C:\\x.json', 'a//b.json', 'nul\u0000.json'])(
    'refuses a repository that names the file %j',
    async (path) => {
      const hub = await startFakeHub([{ ...model, files: { ...model.files, [path]: '{}' } }]);
      expect(
        await codeOf(describeRepo(reach(hub.url), { kind: 'model', id: model.id }, at(makeTemporaryFolder()))),
      ).toBe('hub/bad-path');
    },
  );

  test('tells a missing repository from one that needs a token and from a token that is refused', async () => {
    const hub = await startFakeHub([{ ...model, gated: true }]);
    const look = (id: string, token?: string) =>
      codeOf(describeRepo(reach(hub.url, token), { kind: 'model', id }, at(makeTemporaryFolder())));
    expect(await look('tiny-lab/other')).toBe('hub/not-found');
    expect(await look(model.id)).toBe('hub/needs-token');
    expect(await look(model.id, 'another')).toBe('hub/refused');
  });
});

describe('downloading', () => {
  test('brings the needed files whole, and nothing else; the manifest says where they are from', async () => {
    const hub = await startFakeHub([model]);
    const { folder, run } = await download(reach(hub.url), model);
    const manifest = await run();
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'hub-download.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
    expect(manifest).toMatchObject({ url: hub.url, id: model.id, commit: fakeCommit });
    expect(manifest.finishedAtMs).not.toBeNull();
  });

  test('needs no hub a second time', async () => {
    const hub = await startFakeHub([model]);
    const { run } = await download(reach(hub.url), model);
    await run();
    const before = hub.seen.length;
    await run();
    expect(hub.seen.length).toBe(before);
  });

  test('goes on where a cut connection stopped, with the bytes that are there', async () => {
    const hub = await startFakeHub([model]);
    hub.fail('store:/model.safetensors', { kind: 'status', status: 503 }, { kind: 'cut', afterBytes: 100_000 });
    const { folder, run } = await download(reach(hub.url), model);
    await run();
    expect(hub.seen.filter(({ host }) => host === 'store').map(({ range }) => range)).toContain('bytes=100000-');
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
  });

  test('gives up a silent connection and asks again', async () => {
    const hub = await startFakeHub([model]);
    hub.fail('/config.json', { kind: 'silence', afterBytes: 5 });
    const { folder, run } = await download(reach(hub.url), model);
    await run();
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe(model.files['config.json']);
  });

  test('waits as long as the hub asks for, and fails in the end with what is there kept', async () => {
    const hub = await startFakeHub([model]);
    hub.fail('/config.json', { kind: 'status', status: 429, retryAfter: '1' });
    const { run } = await download(reach(hub.url), model);
    const startMs = performance.now();
    await run();
    expect(performance.now() - startMs).toBeGreaterThan(900);

    const other = await download(reach(hub.url), model, { attempts: 2 });
    hub.fail('/tokenizer.json', { kind: 'status', status: 500 }, { kind: 'status', status: 500 });
    expect(await codeOf(other.run())).toBe('hub/failed');
    expect(existsSync(join(other.folder, 'config.json'))).toBe(true);
    expect(readDownload(other.folder)?.finishedAtMs).toBeNull();
    await other.run();
    expect(readDownload(other.folder)?.finishedAtMs).not.toBeNull();
  });

  test('starts a file over where a server cannot go on in the middle', async () => {
    const hub = await startFakeHub([{ ...model, large: [] }]);
    hub.fail('/model.safetensors', { kind: 'cut', afterBytes: 50_000 }, { kind: 'no-range' });
    const { folder, run } = await download(reach(hub.url), model);
    await run();
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
  });

  test.each(['config.json', 'model.safetensors'])(
    'refuses %s with a changed byte and keeps nothing of it',
    async (name) => {
      const hub = await startFakeHub([model]);
      hub.fail(name === 'config.json' ? '/config.json' : 'store:', { kind: 'flip' });
      const { folder, run } = await download(reach(hub.url), model);
      expect(await codeOf(run())).toBe('hub/damaged');
      expect(existsSync(join(folder, name))).toBe(false);
      expect(existsSync(partialPath(folder, name))).toBe(false);
      await run();
      expect(existsSync(join(folder, name))).toBe(true);
    },
  );

  test('stops when asked to, and goes on later from the same bytes', async () => {
    const hub = await startFakeHub([model]);
    const access = reach(hub.url);
    const { folder, run } = await download(access, model);
    hub.fail('store:/model.safetensors', { kind: 'silence', afterBytes: 200_000 });
    const stopAt = ({ path, doneBytes }: DownloadReading) => {
      if (path === 'model.safetensors' && doneBytes > 150_000) access.stop();
    };
    await expect(run({ onProgress: stopAt, silentMs: 10_000 })).rejects.toBeInstanceOf(CancelledError);
    await runDownload(folder, reach(hub.url), fast);
    expect(hub.seen.at(-1)?.range).toMatch(/^bytes=\d+-$/);
    expect(readFileSync(join(folder, 'model.safetensors')).equals(weights)).toBe(true);
  });

  test('says before it starts that the disk is too small', async () => {
    const hub = await startFakeHub([model]);
    const { folder, run } = await download(reach(hub.url), model);
    expect(await codeOf(run({ measureFree: async () => 1000 }))).toBe('hub/no-space');
    expect(existsSync(join(folder, 'config.json'))).toBe(false);
  });

  test('sends the token to the hub alone, not to the host that keeps the bytes', async () => {
    const hub = await startFakeHub([{ ...model, gated: true }]);
    const { folder, run } = await download(reach(hub.url, hub.token), model);
    await run();
    const stored = hub.seen.filter(({ host }) => host === 'store');
    expect(stored).not.toHaveLength(0);
    expect(stored.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(readFileSync(join(folder, 'hub-download.json'), 'utf8')).not.toContain(hub.token);
  });

  test('shows bytes that only grow, and the time that is left', async () => {
    const hub = await startFakeHub([model]);
    const { run } = await download(reach(hub.url), model);
    const readings: DownloadReading[] = [];
    await run({ onProgress: (reading) => readings.push(reading) });
    const bytes = readings.map(({ doneBytes }) => doneBytes);
    expect(bytes).toEqual(bytes.toSorted((left, right) => left - right));
    expect(readings.at(-1)).toMatchObject({ state: 'done', remainingMs: 0 });
  });

  test('does not take a manifest that leads out of its folder', async () => {
    const hub = await startFakeHub([model]);
    const { folder, run } = await download(reach(hub.url), model);
    const path = join(folder, 'hub-download.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('config.json', '../../config.json'));
    expect(await codeOf(run())).toBe('lab/bad-file');
  });
});

test.each([
  'owner/name',
  'gpt2',
  'https://huggingface.co/owner/name',
  'https://huggingface.co/datasets/owner/name/tree/main',
])('reads %s as the name of a repository', (text) => {
  expect(parseRepoName('model', text).id).toBe(text === 'gpt2' ? 'gpt2' : 'owner/name');
});

test.each(['', '../x', 'a/b/c', 'a b', '/etc/passwd', 'a/..'])('refuses %j as the name of a repository', (text) => {
  expect(() => parseRepoName('model', text)).toThrow(AppError);
});

test('understands addresses of hubs and refuses what is none', () => {
  expect(parseHubUrl('https://hub.example/ ')).toBe('https://hub.example');
  for (const text of ['', 'hub', 'ftp://hub.example', 'https://user:word@hub.example'])
    expect(() => parseHubUrl(text)).toThrow(AppError);
});

function at(dataFolder: string) {
  mkdirSync(dataFolder, { recursive: true });
  return { revision: 'main', dataFolder };
}
