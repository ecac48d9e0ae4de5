import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findElectron, findObstacle } from '../../scripts/desktop/find-electron.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { repository } from '../support/read-imports.ts';

/** A copy of Electron's package without its program, whose downloads lead nowhere. */
function copyElectronPackage(): string {
  const root = makeTemporaryFolder();
  const folder = join(root, 'electron');
  mkdirSync(folder);
  for (const name of ['package.json', 'index.js', 'install.js', 'checksums.json'])
    cpSync(join(repository, 'node_modules', 'electron', name), join(folder, name));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir');
  vi.stubEnv('ELECTRON_MIRROR', 'http://127.0.0.1:1/');
  vi.stubEnv('electron_config_cache', join(root, 'cache'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

/** A fresh clone, as far as building needs one: other tests use what is built in this one. */
function copySources(): string {
  const folder = realpathSync(makeTemporaryFolder());
  for (const name of [
    'src',
    'scripts',
    'package.json',
    'package-lock.json',
    'electron.vite.config.ts',
    'tsconfig.base.json',
  ])
    cpSync(join(repository, name), join(folder, name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

describe('npm start', () => {
  it('says in one sentence that Electron could not be fetched, and what works instead', () => {
    const said: string[] = [];
    expect(() => findElectron((sentence) => said.push(sentence), copyElectronPackage())).toThrow(
      /^Electron could not be fetched \(.+\), so the desktop application cannot start here; "npm run serve" opens the same window in a browser\.$/,
    );
    expect(said).toEqual(['Fetching Electron (once, about 120 MB)…']);
  });

  it('takes the program that was fetched before, without a word', () => {
    const folder = copyElectronPackage();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), '');
    writeFileSync(join(folder, 'path.txt'), 'electron');
    const said: string[] = [];
    expect(findElectron((sentence) => said.push(sentence), folder)).toBe(join(folder, 'dist', 'electron'));
    expect(said).toEqual([]);
  });

  it('says where no window can appear, before anything is fetched', () => {
    const person = { uid: 1000, args: [] };
    expect(findObstacle({}, { ...person, platform: 'linux' })).toMatch(/no display here.*npm run serve/);
    expect(findObstacle({ WAYLAND_DISPLAY: 'w' }, { ...person, platform: 'linux' })).toBeUndefined();
    expect(findObstacle({}, { ...person, platform: 'darwin' })).toBeUndefined();
    const root = { platform: 'linux', uid: 0 } as const;
    expect(findObstacle({ DISPLAY: ':0' }, { ...root, args: [] })).toMatch(/as root.*npm run serve/);
    expect(findObstacle({ DISPLAY: ':0' }, { ...root, args: ['--no-sandbox'] })).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')(
    'builds what is missing, starts Electron on the repository, and ends as it ends',
    { timeout: 120_000 },
    async () => {
      const folder = makeTemporaryFolder();
      const program = join(folder, 'electron');
      writeFileSync(program, '#!/bin/sh\necho "$@ $ELECTRON_RUN_AS_NODE."\nexit 7\n');
      chmodSync(program, 0o755);
      const clone = copySources();
      const run = promisify(execFile)(process.execPath, [join(clone, 'scripts', 'start-desktop.ts'), '--no-sandbox'], {
        env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_RUN_AS_NODE: '1', DISPLAY: ':99' },
      });
      await expect(run).rejects.toMatchObject({ code: 7, stdout: `${clone} --no-sandbox .\n` });
      for (const path of ['main/index.js', 'main/stage.js', 'preload/index.cjs', 'renderer/index.html'])
        expect(existsSync(join(clone, 'out', path)), path).toBe(true);
    },
  );
});
