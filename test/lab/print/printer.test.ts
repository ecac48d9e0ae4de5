import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findInstalledBrowser, listBrowserPlaces } from '../../../src/lab/print/installed-browsers.ts';
import { openPrinter, printPage } from '../../../src/lab/print/printer.ts';

const folder = mkdtempSync(join(tmpdir(), 'print-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const browser = findInstalledBrowser();

function countProfiles(): number {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('booster-lab-print-')).length;
}

describe('printPage', () => {
  it.skipIf(browser === undefined)(
    'makes a tagged PDF with an outline, of the page’s own size, and runs no script',
    { timeout: 90_000 },
    async () => {
      const html = `<!doctype html><html lang="en"><head><title>A report</title><style>@page { size: 216pt 288pt }</style></head>
<body><h1>First</h1><p id="word">still</p><h2 style="break-before: page">Second</h2>
<script>document.getElementById('word').textContent = 'changed'; for (let i = 0; i < 9; i++) document.body.append(document.createElement('hr'))</script></body></html>`;
      const text = Buffer.from(await printPage(browser ?? '', html)).toString('latin1');
      expect(text.startsWith('%PDF-')).toBe(true);
      expect(text).toContain('/MarkInfo');
      expect(text).toContain('/StructTreeRoot');
      expect(text).toContain('/Outlines');
      expect(text).toMatch(/\/MediaBox ?\[0 0 216(\.\d+)? 288(\.\d+)?\]/);
      expect(text.match(/\/Type ?\/Page\b/g)).toHaveLength(2);
    },
  );

  it.skipIf(browser === undefined)(
    'prints several pages with one browser, says when it has a page, and leaves no profile behind',
    { timeout: 90_000 },
    async () => {
      const before = countProfiles();
      const printer = openPrinter(browser ?? '');
      const order: string[] = [];
      try {
        for (const name of ['one', 'two']) {
          const pdf = await printer.print(`<title>${name}</title><p>${name}`, () => order.push(`has ${name}`));
          order.push(`printed ${name}`);
          expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
        }
      } finally {
        await printer.close();
      }
      expect(order).toEqual(['has one', 'printed one', 'has two', 'printed two']);
      await expect(printer.print('<p>')).rejects.toMatchObject({ code: 'report/print-failed' });
      expect(countProfiles()).toBeLessThanOrEqual(before);
    },
  );

  it('is closed at once where nothing was printed, even where there is no such browser', {
    timeout: 30_000,
  }, async () => {
    const before = countProfiles();
    await openPrinter(join(folder, 'absent')).close();
    if (browser !== undefined) await openPrinter(browser).close();
    expect(countProfiles()).toBeLessThanOrEqual(before);
  });

  it('says in one sentence that a program is no browser, and leaves no profile behind', {
    timeout: 30_000,
  }, async () => {
    const before = countProfiles();
    await expect(printPage(join(folder, 'absent'), '<p>')).rejects.toMatchObject({ code: 'report/print-failed' });
    if (process.platform === 'win32') return;
    const other = join(folder, 'other');
    writeFileSync(other, '#!/bin/sh\nexit 3\n');
    chmodSync(other, 0o755);
    await expect(printPage(other, '<p>')).rejects.toThrow(/was not printed as PDF with .*other: .*Open report\.html/);
    expect(countProfiles()).toBeLessThanOrEqual(before);
  });

  it.skipIf(process.platform === 'win32')(
    'ends a browser that answers nothing when its time is up',
    { timeout: 30_000 },
    async () => {
      const silent = join(folder, 'silent');
      const mark = join(folder, 'alive');
      writeFileSync(silent, `#!/bin/sh\nsleep 20\ntouch "${mark}"\n`);
      chmodSync(silent, 0o755);
      const startMs = Date.now();
      await expect(printPage(silent, '<p>', { timeoutMs: 300 })).rejects.toThrow('it took longer than 0.3 s');
      expect(Date.now() - startMs).toBeLessThan(10_000);
      expect(existsSync(mark)).toBe(false);
    },
  );
});

describe('listBrowserPlaces', () => {
  it('looks on the PATH in order, Chromium before Chrome before Edge', () => {
    const places = listBrowserPlaces({ platform: 'linux', env: { PATH: ['/a', '/b'].join(':') } });
    expect(places[0]).toBe(join('/a', 'chromium'));
    expect(places.indexOf(join('/a', 'microsoft-edge'))).toBeLessThan(places.indexOf(join('/b', 'chromium')));
    expect(listBrowserPlaces({ platform: 'win32', env: { ProgramFiles: '/p' } })).toHaveLength(2);
  });
});
