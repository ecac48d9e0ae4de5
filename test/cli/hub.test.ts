import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type FakeRepo, startFakeHub } from '../support/fake-hub.ts';
import { makeTemporaryFolder, runCli, startCli } from './support/run-cli.ts';

const model: FakeRepo = {
  kind: 'model',
  id: 'tiny-lab/tiny-llama',
  files: { 'config.json': '{}', 'tokenizer.json': '{}', 'model.safetensors': Buffer.alloc(2_000_000, 7) },
};

describe('the hub on the command line', () => {
  it('is searched, looked at and downloaded from', async () => {
    const fake = await startFakeHub([model]);
    const dataFolder = makeTemporaryFolder();
    const hub = (...args: string[]) => runCli(['hub', ...args, '--endpoint', fake.url], { dataFolder });
    expect((await hub('search', 'tiny')).stdout).toMatch(/tiny-lab\/tiny-llama/);
    const shown = (await hub('show', model.id, '--json')).lines()[0];
    expect(shown).toMatchObject({ id: model.id, problem: null, isPresent: false });
    const { code, lines } = await hub('download', model.id, '--json');
    const folder = String(lines().at(-1)?.['folder']);
    expect({ code, files: readdirSync(folder).sort() }).toEqual({
      code: 0,
      files: ['config.json', 'hub-download.json', 'model.safetensors', 'tokenizer.json'],
    });
    expect((await hub('show', model.id)).stdout).toMatch(/\(downloaded\)/);
  });

  it('goes on after Ctrl-C with the same command', async () => {
    const fake = await startFakeHub([model]);
    fake.fail('/model.safetensors', { kind: 'silence', afterBytes: 1_200_000 });
    const dataFolder = makeTemporaryFolder();
    const args = ['hub', 'download', model.id, '--endpoint', fake.url];
    const running = startCli(args, { dataFolder });
    const folder = join(dataFolder, 'hub/models/tiny-lab--tiny-llama/c0ffee000000');
    await vi.waitFor(() => expect(existsSync(join(folder, 'model.safetensors.partial'))).toBe(true), 20_000);
    running.child.kill('SIGINT');
    const stopped = await running.result;
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toMatch(/The same command goes on/);
    expect((await runCli(args, { dataFolder })).code).toBe(0);
    expect(existsSync(join(folder, 'model.safetensors'))).toBe(true);
  });

  it('fails with one sentence', async () => {
    const fake = await startFakeHub([{ ...model, gated: true }]);
    const { code, stderr } = await runCli(['hub', 'show', model.id, '--endpoint', fake.url], {
      dataFolder: makeTemporaryFolder(),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/asks who you are \(401\); accept its terms on its page, then give a token/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
