import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDesktop } from '../../scripts/desktop/build.ts';
import { findInstalledElectron, findObstacle } from '../../scripts/desktop/find-electron.ts';
import { buildWindow } from '../../src/cli/serve/build-window.ts';
import { openLabReader } from '../../src/lab/index.ts';
import { homeText } from '../../src/renderer/text/home.ts';
import { repository } from '../support/read-imports.ts';

const uid = process.getuid?.();
// Containers of CI run as root, where Chromium's own sandbox cannot start; the pages are ours.
const args = process.platform === 'linux' && uid === 0 ? ['--no-sandbox'] : [];
const program = findInstalledElectron();
const missing =
  program === undefined
    ? "Electron's program was not fetched (npx --no -- install-electron fetches it)."
    : findObstacle(process.env, { platform: process.platform, uid, args });
if (missing !== undefined) {
  if (process.env['BOOSTER_LAB_DESKTOP_TESTS'] === 'required') throw new Error(missing);
  process.stdout.write(`Tests in the real Electron are skipped. ${missing}\n`);
}
/** TensorFlow has no build for Windows: the window works there, training does not. */
const canTrain = process.platform !== 'win32';

describe.skipIf(missing !== undefined)('the desktop in the real Electron', () => {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-desktop-'));
  const dataFolder = join(folder, 'data');
  const pictures = join(repository, 'out', 'desktop-pictures');
  const complaints: string[] = [];
  let desktop: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    buildWindow(() => undefined);
    buildDesktop(() => undefined);
    mkdirSync(pictures, { recursive: true });
    desktop = await _electron.launch({
      executablePath: program ?? '',
      args: [...args, `--user-data-dir=${join(folder, 'user')}`, repository],
      env: { ...definedEnvironment(), BOOSTER_LAB_DATA: dataFolder },
    });
    page = await desktop.firstWindow();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 180_000);

  afterAll(() => {
    desktop?.process().kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('opens on Home, which has reached the lab', async () => {
    await page.getByRole('heading', { name: homeText.title }).waitFor();
    await page.getByRole('button', { name: homeText.sampleRun }).waitFor();
    await page.screenshot({ path: join(pictures, 'home.png') });
    expect(page.url()).toBe('app://lab/');
    expect(complaints).toEqual([]);
  });

  it('gives its page nothing of Node or Electron, and no way out', async () => {
    const found = await page.evaluate(async () => {
      const isRefused = await fetch('https://example.com/').then(
        () => false,
        () => true,
      );
      const bridge: unknown = Reflect.get(window, 'boosterLab');
      return {
        names: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in window),
        bridge: Object.keys(bridge as object).sort(), // an object in this window, as the test is about to see
        isRefused,
        opened: window.open('https://example.com/') !== null,
      };
    });
    expect(found).toEqual({ names: [], bridge: ['connect', 'onCommand', 'pathOf'], isRefused: true, opened: false });
    expect(desktop.windows()).toHaveLength(1);
    // The refused request was to be complained about.
    expect(complaints.splice(0).every((text) => text.includes('example.com') || text.includes('fetch'))).toBe(true);
  });

  it.skipIf(!canTrain)(
    'trains in a utility process, and stops resumably when it quits',
    { timeout: 300_000 },
    async () => {
      await page.getByRole('button', { name: homeText.sampleRun }).click();
      await expect.poll(() => countStages(dataFolder, 'running'), { timeout: 120_000 }).toBeGreaterThan(0);
      await expect
        .poll(() => desktop.evaluate(({ app }) => app.getAppMetrics().map((process) => process.name ?? '')))
        .toContainEqual(expect.stringContaining('Booster Lab worker'));
      await page.screenshot({ path: join(pictures, 'running.png') });
      await desktop.evaluate(({ app, dialog }) => {
        // The person answers "Stop and quit".
        dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
        app.quit();
      });
      await desktop.waitForEvent('close', { timeout: 120_000 });
      expect(countStages(dataFolder, 'running')).toBe(0);
      expect(countStages(dataFolder, 'interrupted') + countStages(dataFolder, 'completed')).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
    },
  );
});

function countStages(dataFolder: string, status: string): number {
  const reader = openLabReader(dataFolder);
  try {
    return reader
      .listExperiments()
      .flatMap((experiment) => reader.listStages(experiment.id))
      .filter((stage) => stage.status === status).length;
  } finally {
    reader.close();
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
