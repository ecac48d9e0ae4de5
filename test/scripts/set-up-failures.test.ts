import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireSpace } from '../../scripts/setup/disk-space.mjs';
import { describeLibrary, describeMachine } from '../../scripts/setup/recipe.mjs';
import { libraryFolder } from '../../scripts/setup/tensorflow-library.mjs';
import type { RunResult, TemporaryClone } from '../support/temporary-clone.ts';
import {
  addProgram,
  addPython,
  createTemporaryClone,
  listCache,
  offline,
  removeTemporaryClone,
  run,
  start,
} from '../support/temporary-clone.ts';

let clone: TemporaryClone;
beforeEach(() => {
  clone = createTemporaryClone();
});
afterEach(() => removeTemporaryClone(clone));

describe('the set-up fails with one sentence and leaves nothing behind', () => {
  it('without Python', async () => {
    expectOneSentence(await run(clone, ['scripts/with-setup.mjs']), /^No Python 3 was found on PATH, .*install Python/);
    expect(listCache(clone)).toEqual(['library-set.json']);
  });

  it('without pip', async () => {
    // -S hides site-packages, where pip lives, and leaves the rest of Python alone.
    addPython(clone, '-S');
    const result = await run(clone, ['scripts/with-setup.mjs']);
    expectOneSentence(result, /^No pip 20 or newer was found \(python3 3\.\S+ has no pip\), .*install pip/);
    expect(listCache(clone)).toEqual(['library-set.json']);
  });

  it('offline', async () => {
    addPython(clone);
    const result = await run(clone, ['scripts/with-setup.mjs'], offline);
    expectOneSentence(result, /^pip could not download tensorflow\S* \(Connection refused\); connect to the network/);
    expect(listCache(clone)).toEqual(['library-set.json']);
  });

  it('without a compiler when the stand-in compiler cannot be downloaded either', async () => {
    addPython(clone);
    provideLibraryFolder(clone);
    const result = await run(clone, ['scripts/with-setup.mjs'], offline);
    expectOneSentence(
      result,
      /^No C\+\+ compiler was found on PATH .*, and the stand-in compiler ziglang could not be downloaded \(Connection refused\); install/,
    );
    expect(listCache(clone)).toEqual(['library-set.json', 'ready.json']);
  });

  it('with a compiler that cannot compile when the stand-in compiler cannot be downloaded either', async () => {
    addPython(clone);
    addProgram(clone, 'c++', 'test "$1" = --version && exit 0; echo "fatal error: napi.h missing"; exit 1');
    provideLibraryFolder(clone);
    const result = await run(clone, ['scripts/with-setup.mjs'], offline);
    expectOneSentence(
      result,
      /^The C\+\+ compiler of this machine \(c\+\+\) could not compile .*compile-\d+\.log, and/,
    );
  });

  it('on a platform without a TensorFlow build', async () => {
    const disguise = "data:text/javascript,Object.defineProperty(process,'platform',{value:'freebsd'})";
    const result = await run(clone, ['--import', disguise, 'scripts/with-setup.mjs']);
    expectOneSentence(result, /^TensorFlow 2\.21\.0 has no build for freebsd-\w+; use one of linux-x64/);
    expect(listCache(clone)).toEqual([]);
  });

  it('when the cache folder cannot be made', async () => {
    writeFileSync(join(clone.folder, 'file'), '');
    const cache = join(clone.folder, 'file', 'cache');
    const result = await run(clone, ['scripts/with-setup.mjs'], { BOOSTER_LAB_CACHE: cache });
    expectOneSentence(result, /^The cache folder \S+ cannot be made \(ENOTDIR\); set BOOSTER_LAB_CACHE/);
  });

  // Node's recursive mkdir never returns here.
  it.runIf(existsSync('/proc/self'))('when the cache folder lies where the system makes no folders', async () => {
    const result = await run(clone, ['scripts/with-setup.mjs'], { BOOSTER_LAB_CACHE: '/proc/nowhere/deeper' });
    expectOneSentence(
      result,
      /^The cache folder \/proc\/nowhere\/deeper cannot be made \(ENOENT\); set BOOSTER_LAB_CACHE/,
    );
  });
});

it('without enough space nothing is begun, and the sentence names the folder, the need and what is free', async () => {
  await expect(requireSpace(clone.folder, 1e18, 'Setting up TensorFlow (CPU)')).rejects.toThrow(
    /^Setting up TensorFlow \(CPU\) needs 1000000000\.0 GB of free space in \S+clone, but only \d+(\.\d)? [MG]B is free; free some space, or set BOOSTER_LAB_CACHE/,
  );
});

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0;

// Only where an ordinary user may mount inside a namespace of their own; the check itself is tested above everywhere.
it.runIf(canMount)('on a disk that is nearly full the set-up refuses before it downloads', async () => {
  const small = join(clone.folder, 'small');
  mkdirSync(small);
  const command = `mount -t tmpfs -o size=30m none ${small} && ${process.execPath} scripts/with-setup.mjs; code=$?; ls ${small}; exit $code`;
  const result = spawnSync('unshare', ['-rm', 'sh', '-c', command], {
    cwd: clone.folder,
    encoding: 'utf8',
    env: { ...process.env, BOOSTER_LAB_CACHE: small },
  });
  expect(result.stderr).toMatch(
    /\nSetting up TensorFlow \(CPU\) needs 1\.5 GB of free space in \S+small, but only \d+ MB is free; free some space, or set/,
  );
  expect(result.stdout.trim().split('\n')).toEqual(['library-set.json', 'locks']);
  expect(result.status).toBe(1);
});

it('an unreachable npm registry is one sentence too', async () => {
  const bare = createTemporaryClone({ hasPackages: false });
  try {
    addProgram(bare, 'npm', `exec ${process.execPath} /nonexistent`);
    const result = await run(bare, ['scripts/with-setup.mjs'], {
      npm_config_registry: 'http://127.0.0.1:1/',
      npm_config_fetch_retries: '0',
      npm_config_cache: join(bare.folder, 'npm-cache'),
      npm_config_userconfig: join(bare.folder, 'npmrc'),
    });
    expectOneSentence(result, /^npm could not reach its package registry \(ECONNREFUSED\); connect to the network/);
  } finally {
    removeTemporaryClone(bare);
  }
});

describe('an interrupted download', () => {
  let silentIndex: Server;
  beforeEach(async () => {
    silentIndex = createServer().listen(0, '127.0.0.1');
    await once(silentIndex, 'listening');
  });
  afterEach(() => {
    silentIndex.close();
  });

  it('ends with 130 and leaves neither a lock nor half a download', async () => {
    addPython(clone);
    const address = silentIndex.address();
    if (address === null || typeof address === 'string') throw new Error('The index does not listen on a port.');
    const asked = once(silentIndex, 'connection');
    const index = { ...offline, PIP_INDEX_URL: `http://127.0.0.1:${address.port}/simple`, PIP_TIMEOUT: '60' };
    const { child, ended } = start(clone, ['scripts/with-setup.mjs'], index);
    await asked;
    child.kill('SIGINT');
    const result = await ended;
    expect(result.code).toBe(130);
    expect(result.stderr).toMatch(/Set-up interrupted; nothing half done was kept\.\n$/);
    expect(listCache(clone)).toEqual(['library-set.json']);
  });
});

/** The failure is the last line, alone, and ends the program with 1. */
function expectOneSentence(result: RunResult, sentence: RegExp): void {
  const lines = result.stderr.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(sentence);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(lines.slice(0, -1).filter((line) => !/^(Setting up Booster Lab| {2}\S)/.test(line))).toEqual([]);
  expect(result.code).toBe(1);
}

/** Stands for a library that is in the cache already; the tests that use it fail before it is linked. */
function provideLibraryFolder({ cacheFolder }: TemporaryClone): void {
  const folder = libraryFolder(cacheFolder, describeLibrary('cpu', describeMachine()));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ready.json'), JSON.stringify({ files: {} }));
}
