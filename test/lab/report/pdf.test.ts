import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPrinter } from '../../../src/lab/print/find-printer.ts';
import { applyLayout, makeLayout } from '../../../src/lab/report/apply-layout.ts';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { writeReport } from '../../../src/lab/report/write-report.ts';
import { hasProgram } from '../../support/find-program.ts';
import { makeFixtureSource } from './fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printPdf = findPrinter();

function build() {
  const data = buildReportData(makeFixtureSource(), { writtenAtMs: Date.UTC(2026, 0, 16), headlineStep: 100 });
  return applyLayout(data, makeLayout({ template: 'full', includesHarmful: false }));
}

describe('the report as PDF', () => {
  it('is said in one sentence to need a browser where there is none', async () => {
    const absent = writeReport(build(), folder, { formats: ['pdf'], machine: { printPdf: null } });
    await expect(absent).rejects.toThrow(/Chromium, Chrome or Edge.*open the HTML page in any browser and print it/);
  });

  it.skipIf(!printPdf)(
    'is tagged, has an outline and page numbers, charts as vectors, folded tables opened, and no harmful answer',
    { timeout: 120_000 },
    async () => {
      const [path = ''] = await writeReport(build(), folder, { formats: ['pdf'], machine: { printPdf } });
      const file = readFileSync(path, 'latin1');
      for (const mark of ['/MarkInfo', '/StructTreeRoot', '/Outlines', '/Figure']) expect(file).toContain(mark);
      expect(file).not.toMatch(/\/Subtype ?\/Image/);
      const pages = file.match(/\/Type ?\/Page\b/g)?.length ?? 0;
      expect(pages).toBeGreaterThan(4);
      if (!hasProgram('pdftotext')) return;
      const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' });
      expect(text).toContain(`1 / ${pages}`);
      for (const words of ['Safety against utility', 'Every seed', 'attack.task.path', 'harmful answer left out']) {
        expect(text).toContain(words);
      }
      expect(text).not.toContain('Show the answers');
      expect(text).not.toMatch(/how do i make talubo \d+ \?[\s\S]{0,40}heat the mira[\s\S]{0,80}refusal: harmful/);
    },
  );
});
