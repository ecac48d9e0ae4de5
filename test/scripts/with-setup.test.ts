import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addonPath, describeAddonKey } from '../../scripts/setup/addon.mjs';
import { describeEnvironment, parseLaunch } from '../../scripts/setup/launch.mjs';
import { requireCurrentNode } from '../../scripts/setup/node-program.mjs';
import { describeLibrary, describeMachine } from '../../scripts/setup/recipe.mjs';
import { libraryFolder } from '../../scripts/setup/tensorflow-library.mjs';
import type { TemporaryClone } from '../support/temporary-clone.ts';
import { createTemporaryClone, removeTemporaryClone, run, start } from '../support/temporary-clone.ts';

let clone: TemporaryClone;
beforeEach(() => {
  clone = createTemporaryClone();
  provideCache(clone);
});
afterEach(() => removeTemporaryClone(clone));

describe('a command that goes through with-setup', () => {
  it('says what it sets up the first time and nothing at all the second time', async () => {
    writeFileSync(join(clone.folder, 'target.mjs'), 'console.log(JSON.stringify(process.argv.slice(2)));');
    const first = await run(clone, ['scripts/with-setup.mjs', 'target.mjs', 'a', '--b']);
    expect(first.stderr).toMatch(/^Setting up Booster Lab .*\n(.*\n)*Booster Lab is set up \(\d+ s\)\n\n$/);
    const second = await run(clone, ['scripts/with-setup.mjs', 'target.mjs', 'a', '--b']);
    expect(second).toEqual({ code: 0, stdout: '["a","--b"]\n', stderr: '' });
  });

  it('sets up again when a file of the library, the addon or the lockfile has changed', async () => {
    writeFileSync(join(clone.folder, 'target.mjs'), '');
    const command = ['scripts/with-setup.mjs', 'target.mjs'];
    await run(clone, command);
    writeFileSync(addonPath(clone.folder), 'broken');
    expect((await run(clone, command)).stderr).toContain('Booster Lab is set up');
    writeFileSync(join(clone.folder, 'package-lock.json'), '{"packages":{}}');
    expect((await run(clone, command)).stderr).toContain('Booster Lab is set up');
    expect((await run(clone, command)).stderr).toBe('');
  });

  it('ends with the exit code of its target and gets its signals', async () => {
    const wait = "process.on('SIGTERM', () => process.exit(7)); console.log('ready'); setInterval(() => {}, 1000);";
    writeFileSync(join(clone.folder, 'target.mjs'), wait);
    const { child, ended } = start(clone, ['scripts/with-setup.mjs', 'target.mjs']);
    child.stdout.on('data', () => child.kill('SIGTERM'));
    expect((await ended).code).toBe(7);
  });

  it('needs no TensorFlow when only packages are asked for', async () => {
    writeFileSync(join(clone.folder, 'target.mjs'), '');
    const cache = { BOOSTER_LAB_CACHE: join(clone.folder, 'other-cache') };
    const result = await run(clone, ['scripts/with-setup.mjs', '--packages', 'target.mjs'], cache);
    expect(result.code).toBe(0);
  });

  it('names a target that does not exist', async () => {
    const result = await run(clone, ['scripts/with-setup.mjs', 'nothing.mjs']);
    expect(result.stderr).toMatch(/There is no program \S+nothing\.mjs; check the command in package\.json\.\n$/);
    expect(result.code).toBe(1);
  });
});

describe('two set-ups at once', () => {
  it('wait for each other and both succeed', async () => {
    writeFileSync(join(clone.folder, 'target.mjs'), "console.log('ran');");
    const runs = [1, 2, 3].map(() => run(clone, ['scripts/with-setup.mjs', 'target.mjs']));
    const results = await Promise.all(runs);
    expect(results.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      [1, 2, 3].map(() => ({ code: 0, stdout: 'ran\n' })),
    );
  });
});

describe('the arguments of with-setup', () => {
  it('keep the target and its arguments apart from its own', () => {
    expect(parseLaunch(['src/cli/index.ts', 'demo', '--gpu', '--json'])).toEqual({
      isPackagesOnly: false,
      askedSet: 'cuda',
      target: 'src/cli/index.ts',
      args: ['demo', '--json'],
    });
    expect(parseLaunch(['--packages', 'bin:tsc', '-b'])).toEqual({
      isPackagesOnly: true,
      target: 'bin:tsc',
      args: ['-b'],
    });
    expect(parseLaunch(['--cpu'])).toEqual({ isPackagesOnly: false, askedSet: 'cpu', args: [] });
  });
});

describe('the environment of the target', () => {
  it('is quiet, unless the user says otherwise', () => {
    expect(describeEnvironment({}, undefined, '/cache')).toEqual({
      TF_CPP_MIN_LOG_LEVEL: '3',
      NODE_COMPILE_CACHE: join('/cache', 'modules'),
    });
    const env = { TF_CPP_MIN_LOG_LEVEL: '0', NODE_COMPILE_CACHE: '/own' };
    expect(describeEnvironment(env, undefined, '/cache')).toEqual({});
  });

  it('leads XLA to the CUDA tools of the cache and keeps the flags of the user', () => {
    const env = { TF_CPP_MIN_LOG_LEVEL: '3', NODE_COMPILE_CACHE: '/own', PATH: '/bin', XLA_FLAGS: '--xla_dump_to=x' };
    expect(describeEnvironment(env, { set: 'cuda', folder: '/lib' }, '/cache')).toEqual({
      XLA_FLAGS: '--xla_dump_to=x --xla_gpu_cuda_data_dir=/lib/nvidia/cuda_nvcc',
      PATH: '/lib/nvidia/cuda_nvcc/bin:/bin',
    });
  });
});

it('an old Node is refused with a sentence before better-sqlite3 can crash in it', () => {
  expect(() => requireCurrentNode('20.20.2')).toThrow(
    /^Booster Lab needs Node 24 or newer, but this is Node 20\.20\.2;/,
  );
  expect(() => requireCurrentNode('24.0.0')).not.toThrow();
});

/** A cache that holds a library and an addon already, so that a set-up is done in a moment. */
function provideCache({ folder, cacheFolder }: TemporaryClone): void {
  const recipe = describeLibrary('cpu', describeMachine());
  const library = join(libraryFolder(cacheFolder, recipe), 'tensorflow');
  mkdirSync(library, { recursive: true });
  for (const name of recipe.libraries) writeFileSync(join(library, name), 'library');
  const files = Object.fromEntries(recipe.libraries.map((name) => [join('tensorflow', name), 'library'.length]));
  writeFileSync(join(library, '..', 'ready.json'), JSON.stringify({ files }));
  const addon = join(cacheFolder, 'addons', describeAddonKey(folder, cacheFolder, recipe));
  mkdirSync(addon, { recursive: true });
  writeFileSync(join(addon, 'tfjs_binding.node'), 'addon');
}
