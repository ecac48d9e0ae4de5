import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { encodeHtml } from '../../../src/lab/report/html/document.ts';
import { html } from '../../../src/lab/report/html/html.ts';
import { renderSummaryTable } from '../../../src/lab/report/terminal-table.ts';
import { makeScoreTable } from '../../../src/lab/report/data/score-tables.ts';
import { encodeCsv } from '../../../src/lab/report/formats/csv.ts';
import { encodeMarkdown } from '../../../src/lab/report/markdown/document.ts';
import { writeReport } from '../../../src/lab/report/write-report.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { encodeCsvRows } from '../../../src/shared/report/csv.ts';
import { type FixtureWishes, makeFixtureSource } from './fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function build(wishes: FixtureWishes = {}) {
  return buildReportData(makeFixtureSource(wishes), { writtenAtMs: Date.UTC(2026, 0, 16), headlineStep: 100 });
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE runs; --",
    '<!--<script>',
    ']]></style><svg onload=alert(1)>',
    '\u2028\u2029\ud800\u0000\u001b[2J',
    '=HYPERLINK("x")',
    '| a | b |\n# c',
  ),
);

describe('writeReport', () => {
  it('writes the usual formats, the page under 1 MB', async () => {
    const paths = await writeReport(build(), join(folder, 'new', 'place'));
    expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(
      ['html', 'md', 'csv', 'json'].map((format) => join('new', 'place', `report.${format}`)),
    );
    expect(statSync(paths[0] ?? '').size).toBeLessThan(1e6);
    expect(JSON.parse(readFileSync(paths[3] ?? '', 'utf8'))).toMatchObject({ version: 2, seeds: [0, 1, 2, 3, 4] });
  });

  it('leaves nothing behind where it cannot write', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(writeReport(build({ seeds: [0] }), file, { formats: ['csv'] })).rejects.toThrow(
      /cannot be written to ".*report\.csv"/,
    );
    mkdirSync(join(folder, 'taken', 'report.csv'), { recursive: true });
    await expect(writeReport(build({ seeds: [0] }), join(folder, 'taken'), { formats: ['csv'] })).rejects.toThrow(
      'cannot be written',
    );
    expect(readdirSync(join(folder, 'taken')).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('makes the other formats while the page is being printed, and names the files in the order of the formats', async () => {
    const begun: string[] = [];
    const printPdf = async (_page: string, onHandedOver?: () => void) => {
      onHandedOver?.();
      // Ends only once the last of the other formats was begun.
      while (!begun.includes('csv')) await new Promise((resolve) => setTimeout(resolve, 5));
      return new TextEncoder().encode('%PDF-');
    };
    const formats = ['html', 'pdf', 'csv'] as const;
    const place = join(folder, 'printed');
    const paths = await writeReport(build({ seeds: [0] }), place, {
      formats,
      machine: { printPdf },
      onFormat: (name) => begun.push(name),
    });
    expect(begun).toEqual(['pdf', 'html', 'csv']);
    expect(paths.map((path) => path.slice(place.length + 1))).toEqual(['report.html', 'report.pdf', 'report.csv']);
  });

  it('writes nothing where printing fails, though everything else was made', async () => {
    const place = join(folder, 'not-printed');
    const printPdf = async (_page: string, onHandedOver?: () => void) => {
      onHandedOver?.();
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new AppError('report/print-failed', 'The printer is on fire.');
    };
    const written = writeReport(build({ seeds: [0] }), place, { formats: ['html', 'pdf'], machine: { printPdf } });
    await expect(written).rejects.toMatchObject({ code: 'report/print-failed' });
    expect(existsSync(place)).toBe(false);
  });
});

describe('the page', () => {
  it('refers to nothing outside itself', () => {
    const page = encodeHtml(build());
    const own = page.replace(/<script>[\s\S]*?<\/script>/g, '');
    expect(own).not.toMatch(/\b(src|href)="(?!#)/);
    expect(own).not.toMatch(/url\((?!#)|@import|<link|sourceMappingURL/);
    expect(own).not.toMatch(/ (style|on[a-z]+)="/);
    expect(page).toContain('default-src &#39;none&#39;; script-src &#39;sha256-');
  });

  it('keeps hostile text as text wherever it comes from', () => {
    const plainTags = countTags(
      encodeHtml(build({ seeds: [0], armLabels: ['a', 'b'], name: 'c', notes: 'd', response: 'e' })),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const wishes = {
          seeds: [0],
          armLabels: [`1${text}`, `2${text}`],
          name: `n${text}`,
          notes: `n${text}`,
          response: text,
        };
        expect(countTags(encodeHtml(build(wishes)))).toEqual(plainTags);
      }),
      { numRuns: 25 },
    );
  });
});

/** How often each tag is opened or closed, scripts' contents left out. */
function countTags(page: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const tags = page.replace(/(<script[^>]*>)[\s\S]*?(<\/script>)/g, '$1$2').match(/<[!/a-z][^\s>]*/gi) ?? [];
  for (const tag of tags) counts[tag] = (counts[tag] ?? 0) + 1;
  return counts;
}

describe('html', () => {
  it('escapes texts, keeps own markup, joins arrays and drops null', () => {
    const item = html`<li title="${`"'`}">${'<b>&'}</li>`;
    expect(html`<ul>${[item, null, 3]}</ul>`.markup).toBe('<ul><li title="&quot;&#39;">&lt;b&gt;&amp;</li>3</ul>');
  });
});

describe('encodeCsv', () => {
  it('has one row per run, step and metric, with a column per axis', () => {
    const lines = encodeCsv(makeScoreTable(build())).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'experiment,run,arm,method,seed,attack.p,attack_step,metric,judge,judge_version,successes,n,value_percent,wilson_low,wilson_high',
    );
    expect(lines).toHaveLength(1 + 20 * 6 * 5);
  });

  it('quotes what needs it and disarms formulas', () => {
    const csv = encodeCsv(makeScoreTable(build({ seeds: [0], armLabels: ['=1+1', 'a "b", c'] })));
    expect(csv).toContain(",'=1+1,");
    expect(csv).toContain(',"a ""b"", c",');
  });

  it('writes every cell of a long table, whatever stands above it', () => {
    const cell = fc.oneof(hostile, fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, '', 'same', 0, -0));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
        // More rows than are joined at a time.
        const long = Array.from({ length: 2500 }, (_, row) => rows[row % rows.length] ?? [null, null]);
        const column = (place: 0 | 1) => ({
          name: `c${place}`,
          type: 'text' as const,
          help: '',
          cells: long.map((row) => row[place]),
        });
        const plain = long.map((row) =>
          row.map((value) => (value === null ? '' : typeof value === 'boolean' ? String(value) : value)),
        );
        expect(encodeCsv({ name: 't', help: '', columns: [column(0), column(1)] })).toBe(
          encodeCsvRows([['c0', 'c1'], ...plain]),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('encodeMarkdown', () => {
  it('leaves sample answers out and escapes markup', () => {
    const text = encodeMarkdown(build({ name: '<b>|x|', response: 'talubo answer' }));
    expect(text).toContain('# \\<b\\>\\|x\\|');
    expect(text).not.toContain('talubo answer');
    expect(text).toContain('| p = 0.1 | 100 | Booster − SFT | 5 |');
  });
});

describe('renderSummaryTable', () => {
  it.each([40, 60, 80, 120])('fits into %i columns with every arm and difference', (width) => {
    const text = renderSummaryTable(build(), { width });
    expect(Math.max(...text.split('\n').map((line) => Array.from(line).length))).toBeLessThanOrEqual(width);
    for (const word of ['p = 0.1', 'SFT', 'Booster', 'HS %', 'FA %']) expect(text).toContain(word);
  });

  it('lets no control character of a label through', () => {
    const text = renderSummaryTable(build({ armLabels: ['a\u001b[2J', 'b\u202e'] }), { width: 100 });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
