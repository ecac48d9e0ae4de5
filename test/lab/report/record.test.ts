import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyLayout, makeLayout } from '../../../src/lab/report/apply-layout.ts';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { readTexts } from '../../../src/lab/report/read-texts.ts';
import { readRecord } from '../../../src/lab/report/record/read-record.ts';
import { writeReport } from '../../../src/lab/report/write-report.ts';
import { reportTemplateNames } from '../../../src/shared/report/templates.ts';
import { makeFixtureSource } from './fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = buildReportData(makeFixtureSource({ seeds: [0, 1, 2] }), { writtenAtMs: 7, hasVerdicts: true });
const formats = ['html', 'md', 'csv', 'json', 'parquet'] as const;

/** Every file below a folder with its bytes. */
function readAll(path: string): Record<string, string> {
  const names = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.slice(path.length + 1), readFileSync(file).toString('base64')];
    }),
  );
}

describe('report.json', () => {
  it.each(reportTemplateNames)('gives every other file of the template %s again, byte for byte', async (template) => {
    const texts = { introduction: 'Read **this**.' };
    const data = applyLayout(whole, makeLayout({ template, texts, title: 'Frozen', includesHarmful: false }));
    const [first, again] = [join(folder, template, 'first'), join(folder, template, 'again')];
    await writeReport(data, first, { formats });
    await writeReport(readRecord(join(first, 'report.json')), again, { formats });
    const files = readAll(first);
    expect(Object.keys(files)).toContain('README.md');
    expect(readAll(again)).toEqual(files);
  });

  it('of before there were flips both ways, seeds of categories and intervals of κ is read and written without them', async () => {
    const score = { arm: 0, condition: 0, step: 300, metric: 0 };
    const interval = { low: 51, high: 100 };
    const pair = {
      left: 'refusal',
      right: 'reference',
      n: 4,
      both: 2,
      onlyLeft: 1,
      onlyRight: 0,
      neither: 1,
      kappa: 0.5,
    };
    const judge = {
      judge: 'refusal',
      judgeVersion: '1',
      judgeId: null,
      answerCount: 4,
      harmfulCount: 3,
      safeCount: 1,
      silentCount: 0,
      silentReasons: [],
      thresholds: null,
      categories: null,
    };
    const old = {
      ...whole,
      flips: whole.flips.map((flip) => ({ ...flip, bothWays: undefined })),
      categories: [{ ...score, category: 'privacy', successes: 4, n: 4, value: 100, interval }],
      judging: { step: 300, judges: [judge, { ...judge, judge: 'reference' }], pairs: [pair] },
    };
    const path = join(folder, 'old.json');
    writeFileSync(path, JSON.stringify(old));
    const place = join(folder, 'old');
    await writeReport(readRecord(path), place, { formats: ['md', 'html'] });
    const text = readFileSync(join(place, 'report.md'), 'utf8');
    expect(text).toMatch(/\| refusal \| reference \| 4 \| 0\.500 \| – \|/);
    expect(text).toMatch(/\| privacy \|.*\| 4 of 4 \| 100\.0 \| 51\.0 to 100\.0 \| – \|/);
    expect(old.flips.length).toBeGreaterThan(0);
  });

  it.each([
    ['{"version":2', 'is not JSON'],
    ['{"version":1}', "has version 1 of a report's record"],
    ['[]', 'is no record of a report'],
    [
      JSON.stringify({ ...whole, seeds: ['x'] }),
      'seeds[0]: Invalid input: expected number, received string, found "x"',
    ],
    [JSON.stringify({ ...whole, baselineArm: 9 }), 'it names arm 9, and has 2 of them'],
    [
      JSON.stringify({ ...whole, scores: whole.scores.map((group) => ({ ...group, metric: -1 })) }),
      'it names metric -1',
    ],
  ])('that is damaged is refused with its place: %#', (text, words) => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, text);
    expect(() => readRecord(path)).toThrow(words);
  });
});

describe('the words of a report', () => {
  function read(name: string, text: string) {
    const path = join(folder, name);
    writeFileSync(path, text);
    return readTexts(path);
  }

  it('are read from Markdown by its headings', () => {
    const text =
      '# For *Friday*\n\nHello.\n\n### More\n\n## scores\nMind this.\n\n```\n## not a heading\n```\n## Conclusion\n\nDone.\n';
    expect(read('words.md', text)).toEqual({
      title: 'For *Friday*',
      texts: {
        introduction: 'Hello.\n\n### More',
        scores: 'Mind this.\n\n```\n## not a heading\n```',
        conclusion: 'Done.',
      },
    });
  });

  it('are read from JSON by place', () => {
    const words = { title: 'T', texts: { settings: 'All of them.' } };
    expect(read('words.json', JSON.stringify(words))).toEqual(words);
  });

  it.each([
    ['a.md', '## Scorse\n\nx', 'the heading "## Scorse" is no part of a report; expected one of Introduction'],
    ['b.md', '## Scores\nx\n## Scores\ny', 'stands there twice'],
    ['c.json', '{"texts":{"scorse":"x"}}', 'texts: Unrecognized key'],
    ['d.json', '{"text":{}}', 'Unrecognized key'],
    ['e.json', '{', 'is not JSON'],
    ['f.md', 'x'.repeat(20_001), 'a text has at most 20000 characters'],
  ])('are refused with what was expected: %s', (name, text, words) => {
    expect(() => read(name, text)).toThrow(words);
  });
});
