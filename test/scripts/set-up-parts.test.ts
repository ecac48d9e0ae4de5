import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveCacheFolder } from '../../scripts/setup/cache-folder.mjs';
import { chooseLibrarySet } from '../../scripts/setup/library-set.mjs';
import { withLock } from '../../scripts/setup/lock.mjs';
import { arePackagesCurrent } from '../../scripts/setup/npm-packages.mjs';
import { explainPipFailure } from '../../scripts/setup/python.mjs';
import { describeLibrary } from '../../scripts/setup/recipe.mjs';
import { isLibraryReady, libraryFolder, listCudaRequirements } from '../../scripts/setup/tensorflow-library.mjs';
import { withWorkFolder } from '../../scripts/setup/work-folder.mjs';
import { repository } from '../support/read-imports.ts';

const linux = { platform: 'linux', arch: 'x64', glibc: '2.36' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'booster-lab-set-up-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the cache folder', () => {
  it('is the one that the user names, else the one that the platform has for caches', () => {
    const env = { BOOSTER_LAB_CACHE: '/a', XDG_CACHE_HOME: '/b' };
    expect(resolveCacheFolder(env, 'linux')).toBe('/a');
    expect(resolveCacheFolder({ XDG_CACHE_HOME: '/b' }, 'linux')).toBe('/b/booster-lab');
    expect(resolveCacheFolder({}, 'linux')).toMatch(/\/\.cache\/booster-lab$/);
    expect(resolveCacheFolder({}, 'darwin')).toMatch(/\/Library\/Caches\/booster-lab$/);
  });
});

describe('the TensorFlow set', () => {
  const withGpu = () => ({ PATH: `${folder}:/bin` });
  beforeEach(() => {
    writeFileSync(join(folder, 'nvidia-smi'), '#!/bin/sh\necho "NVIDIA H100 80GB HBM3, 81559 MiB"\n', { mode: 0o755 });
  });

  it('is CUDA where nvidia-smi names a GPU, and stays it when the driver is away for once', async () => {
    expect(await chooseLibrarySet(folder, undefined, linux, withGpu())).toBe('cuda');
    expect(await chooseLibrarySet(folder, undefined, linux, { PATH: '/nowhere' })).toBe('cuda');
  });

  it('is the CPU one without nvidia-smi, and where nvidia-smi fails', async () => {
    expect(await chooseLibrarySet(join(folder, 'a'), undefined, linux, { PATH: '/nowhere' })).toBe('cpu');
    writeFileSync(join(folder, 'nvidia-smi'), '#!/bin/sh\necho "No devices were found"\nexit 9\n', { mode: 0o755 });
    expect(await chooseLibrarySet(join(folder, 'b'), undefined, linux, withGpu())).toBe('cpu');
  });

  it('is what the user asks for, from then on', async () => {
    expect(await chooseLibrarySet(folder, 'cpu', linux, withGpu())).toBe('cpu');
    expect(await chooseLibrarySet(folder, undefined, linux, withGpu())).toBe('cpu');
    expect(await chooseLibrarySet(folder, 'cuda', linux, { PATH: '/nowhere' })).toBe('cuda');
  });

  it('has a build per platform, and a sentence where there is none', () => {
    expect(describeLibrary('cpu', linux)).toMatchObject({
      package: 'tensorflow-cpu',
      platformTags: ['manylinux_2_27_x86_64'],
    });
    expect(describeLibrary('cuda', linux)).toMatchObject({ package: 'tensorflow' });
    expect(describeLibrary('cpu', { platform: 'darwin', arch: 'arm64', glibc: undefined }).libraries[0]).toBe(
      'libtensorflow_cc.2.dylib',
    );
    const refusals = [
      [
        { ...linux, platform: 'win32', glibc: undefined },
        'cpu',
        /no build for win32-x64; run Booster Lab inside WSL 2\.$/,
      ],
      [
        { ...linux, arch: 'arm64' },
        'cuda',
        /^The CUDA set of TensorFlow 2\.21\.0 has no build for linux-arm64; use one of linux-x64/,
      ],
      [{ ...linux, glibc: undefined }, 'cpu', /has another C library \(musl\)/],
      [{ ...linux, glibc: '2.17' }, 'cpu', /glibc 2\.17; use a newer/],
    ] as const;
    for (const [machine, set, sentence] of refusals) expect(() => describeLibrary(set, machine)).toThrow(sentence);
  });

  it('takes the CUDA wheels that the TensorFlow wheel itself declares', () => {
    const metadata = [
      'Requires-Dist: absl-py>=1.0.0',
      'Provides-Extra: and-cuda',
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      'Requires-Dist: nvidia-nccl-cu12<3.0,>=2.27.7; extra == "and-cuda"',
      'Requires-Dist: other; extra == "gcs-filesystem"',
    ].join('\n');
    expect(listCudaRequirements(metadata)).toEqual([
      'nvidia-cublas-cu12<13.0,>=12.5.3.2',
      'nvidia-nccl-cu12<3.0,>=2.27.7',
    ]);
  });

  it('counts as cached only while every file has the size it had', () => {
    const recipe = describeLibrary('cpu', linux);
    const library = libraryFolder(folder, recipe);
    mkdirSync(library, { recursive: true });
    expect(isLibraryReady(folder, recipe)).toBe(false);
    writeFileSync(join(library, 'a.so'), 'four');
    writeFileSync(join(library, 'ready.json'), '{"files":{"a.so":4}}');
    expect(isLibraryReady(folder, recipe)).toBe(true);
    writeFileSync(join(library, 'a.so'), 'cut');
    expect(isLibraryReady(folder, recipe)).toBe(false);
  });
});

describe('the npm packages', () => {
  it('count as installed when npm recorded every needed version, whatever other platforms need', () => {
    const write = (path: string, packages: object) => writeFileSync(join(folder, path), JSON.stringify({ packages }));
    mkdirSync(join(folder, 'node_modules'));
    expect(arePackagesCurrent(folder)).toBe(false);
    write('package-lock.json', { '': {}, a: { version: '1' }, mac: { version: '1', optional: true } });
    write('node_modules/.package-lock.json', { a: { version: '1' } });
    expect(arePackagesCurrent(folder)).toBe(true);
    write('node_modules/.package-lock.json', { a: { version: '2' } });
    expect(arePackagesCurrent(folder)).toBe(false);
  });
});

describe('the lock', () => {
  it('lets one work after the other', async () => {
    const path = join(folder, 'lock');
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await sleep(20);
      events.push(`${name} ends`);
    };
    await Promise.all([withLock(path, {}, work('first')), withLock(path, {}, work('second'))]);
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that was killed is taken over at once', async () => {
    const path = join(folder, 'lock');
    mkdirSync(path);
    writeFileSync(join(path, 'owner.json'), JSON.stringify({ host: hostname(), pid: await findDeadPid() }));
    expect(await withLock(path, {}, () => Promise.resolve('taken'))).toBe('taken');
  });

  it('is released when the work fails', async () => {
    const path = join(folder, 'lock');
    await expect(withLock(path, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });
});

describe('the work folder', () => {
  it('is gone afterwards, and so is what a killed process left', async () => {
    const leftover = join(folder, 'tmp', `${hostname()}-${await findDeadPid()}-1`);
    mkdirSync(leftover, { recursive: true });
    const used = await withWorkFolder(folder, (work) => {
      writeFileSync(join(work, 'half'), 'x');
      return Promise.resolve(work);
    });
    expect([existsSync(used), existsSync(leftover)]).toEqual([false, false]);
  });
});

describe('a wheel', () => {
  it('gives up only the wanted members, with their permissions, and a damaged one is refused', () => {
    const script = join(repository, 'scripts', 'setup', 'extract_wheel.py');
    const wheel = join(folder, 'a.whl');
    const make = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    for name, mode in (('a/tool', 0o755), ('a/text', 0o644), ('b/other', 0o644), ('a/../../evil', 0o644)):
        info = zipfile.ZipInfo(name); info.external_attr = mode << 16; z.writestr(info, 'content of ' + name)`;
    execFileSync('python3', ['-c', make, wheel]);
    execFileSync('python3', [script, wheel, join(folder, 'out'), 'a/']);
    const list = execFileSync('find', ['.', '-type', 'f', '-printf', '%P %m\\n'], {
      cwd: join(folder, 'out'),
      encoding: 'utf8',
    });
    expect(list.trim().split('\n').sort()).toEqual(['a/text 644', 'a/tool 755']);
    const bytes = readFileSync(wheel);
    bytes.write('CONTENT', bytes.indexOf('content of a/text'));
    writeFileSync(wheel, bytes);
    expect(() => execFileSync('python3', [script, wheel, join(folder, 'again'), 'a/'], { stdio: 'pipe' })).toThrow(
      /Bad CRC-32/,
    );
  });
});

describe("pip's complaints", () => {
  it.each([
    ['OSError: [Errno 28] No space left on device', 'space'],
    ["NewConnectionError('... [Errno -3] Temporary failure in name resolution')", 'network'],
    [
      "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))",
      'network',
    ],
    ['ERROR: HTTP error 403 Client Error: 403 Forbidden for url', 'network'],
    ['ERROR: No matching distribution found for x (from versions: 1, 2)', 'missing'],
    ['ERROR: something else', 'other'],
  ])('%s is of the kind %s', (output, kind) => {
    expect(explainPipFailure(output).kind).toBe(kind);
  });
});

/** The id of a process that has just ended. */
function findDeadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  return new Promise((resolve) => child.on('exit', () => resolve(child.pid ?? 0)));
}
