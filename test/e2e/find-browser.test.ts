import { describe, expect, it } from 'vitest';
import { type BrowserSearch, findBrowser } from '../../scripts/browser/find-browser.ts';

const downloadPath = '/downloads/chrome';

function makeSearch(wishes: Partial<BrowserSearch> & { readonly files?: string[] }): {
  search: BrowserSearch;
  ran: string[];
} {
  const files = new Set(wishes.files ?? []);
  const ran: string[] = [];
  const search: BrowserSearch = {
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    isRoot: false,
    downloadPath,
    exists: (path) => files.has(path),
    run: (program, args) => {
      ran.push([program, ...args].join(' '));
      throw new Error('no network');
    },
    ...wishes,
  };
  return { search, ran };
}

describe('the browser for tests', () => {
  it('is an installed one before anything is fetched', () => {
    const { search, ran } = makeSearch({ files: ['/usr/bin/microsoft-edge', downloadPath] });
    expect(findBrowser(search)).toEqual({ path: '/usr/bin/microsoft-edge' });
    expect(ran).toEqual([]);
  });

  it('is Chrome or Edge in its usual place on macOS and Windows', () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(makeSearch({ platform: 'darwin', files: [chrome] }).search)).toEqual({ path: chrome });
    const { search } = makeSearch({
      platform: 'win32',
      env: { ProgramFiles: '/program-files' },
      exists: (path) => path.endsWith('msedge.exe'),
    });
    expect(findBrowser(search)).toMatchObject({ path: expect.stringContaining('Edge') });
  });

  it('is downloaded where none is installed', () => {
    const files = new Set<string>();
    const { search } = makeSearch({ exists: (path) => files.has(path), run: () => void files.add(downloadPath) });
    expect(findBrowser(search)).toEqual({ path: downloadPath });
  });

  it('is the package chromium where the download fails, as root on Debian', () => {
    const files = new Set(['/usr/bin/apt-get']);
    const { search } = makeSearch({
      isRoot: true,
      exists: (path) => files.has(path),
      run: (program, args) => {
        if (program !== 'apt-get') throw new Error('no network');
        if (args.includes('chromium')) files.add('/usr/bin/chromium');
      },
    });
    expect(findBrowser(search)).toEqual({ path: '/usr/bin/chromium' });
  });

  it('is missing with one sentence that says what was tried', () => {
    const { search, ran } = makeSearch({ files: ['/usr/bin/apt-get'] });
    expect(findBrowser(search)).toEqual({
      missing:
        "No browser was found and none could be had: Playwright's download failed (no network). Install Chromium, Chrome or Edge.",
    });
    expect(ran).toHaveLength(1);
  });
});
