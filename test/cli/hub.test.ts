import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
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

  it('sends HF_TOKEN to the hub it was set for alone, and a variable that is named to the hub that is named', async () => {
    const fake = await startFakeHub([model]);
    const other = await startFakeHub([model]);
    const dataFolder = makeTemporaryFolder();
    vi.stubEnv('HF_TOKEN', fake.token);
    vi.stubEnv('HF_ENDPOINT', fake.url);
    onTestFinished(() => void vi.unstubAllEnvs());
    const tokens = async (...args: string[]) => {
      const seen = [fake.seen.length, other.seen.length];
      expect((await runCli(['hub', 'search', 'tiny', ...args], { dataFolder })).code).toBe(0);
      return [fake.seen.slice(seen[0]), other.seen.slice(seen[1])].map((list) => list[0]?.authorization);
    };
    expect(await tokens()).toEqual([`Bearer ${fake.token}`, undefined]);
    expect(await tokens('--endpoint', other.url)).toEqual([undefined, undefined]);
    expect(await tokens('--endpoint', other.url, '--token-from', 'HF_TOKEN')).toEqual([
      undefined,
      `Bearer ${fake.token}`,
    ]);
    const open = await runCli(['hub', 'search', 'tiny', '--endpoint', 'http://hub.example'], { dataFolder });
    expect(open).toMatchObject({ code: 1 });
    expect(open.stderr).toMatch(/http:\/\/hub\.example is not encrypted.*--allow-http/);
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
