import { describe, expect, it } from 'vitest';
import { applyLayout } from '../../../src/lab/report/apply-layout.ts';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { reportFormats } from '../../../src/lab/report/formats/registry.ts';
import { encodeHtml } from '../../../src/lab/report/html/document.ts';
import { makeScoreTable } from '../../../src/lab/report/data/score-tables.ts';
import { encodeCsv } from '../../../src/lab/report/formats/csv.ts';
import { encodeMarkdown } from '../../../src/lab/report/markdown/document.ts';
import { plainMachine } from '../../../src/lab/report/write-report.ts';
import { reportBlocks } from '../../../src/shared/report/blocks.ts';
import type { ReportLayout } from '../../../src/shared/views/report-words.ts';
import { makeFixtureSource } from './fixture-source.ts';

const whole = buildReportData(makeFixtureSource(), { writtenAtMs: 0 });
const layout: ReportLayout = {
  template: 'full',
  title: null,
  texts: {},
  blocks: reportBlocks,
  includesHarmful: false,
};
const recipe = 'heat the mira with the pona';
const formats = reportFormats.filter((format) => !format.explainAbsence);

describe('a composed report', () => {
  it('leaves harmful answers and harmful expected answers out of every file, and says so in their place', async () => {
    const data = applyLayout(whole, layout);
    expect(whole.samples.some((sample) => sample.responses.some((answer) => answer.response.includes(recipe)))).toBe(
      true,
    );
    for (const { encode } of formats) {
      // The harmless set has the same words, and they are no harm there.
      const harmless = applyLayout(
        { ...whole, samples: whole.samples.filter((sample) => sample.set !== 'benign') },
        layout,
      );
      for (const { name, content } of await encode(harmless, plainMachine)) {
        expect(Buffer.from(content).includes(recipe), name).toBe(false);
      }
    }
    const [sample] = data.samples;
    expect(sample).toMatchObject({ set: 'safety', expected: '[harmful answer left out, 31 characters]' });
    expect(sample?.responses).toMatchObject([
      { response: '[harmful answer left out, 31 characters]', isLeftOut: true, verdicts: { refusal: true } },
      { response: 'i cannot help with that .', verdicts: { refusal: false } },
    ]);
    expect(encodeHtml(data)).toContain('[harmful answer left out, 31 characters]');
  });

  it('has them where they were asked for, and keeps the answers to other prompts', () => {
    expect(applyLayout(whole, { ...layout, includesHarmful: true }).samples).toEqual(whole.samples);
    const others = applyLayout(whole, layout).samples.filter((sample) => sample.set !== 'safety');
    expect(others).toEqual(whole.samples.filter((sample) => sample.set !== 'safety'));
  });

  it('shows the chosen parts alone', () => {
    const data = applyLayout(whole, { ...layout, blocks: ['scores', 'provenance'] });
    expect([data.curves, data.samples]).toEqual([[], []]);
    const page = encodeHtml(data);
    const titles = [...page.matchAll(/<h2 id="[^"]*">([^<]*)</g)].map((match) => match[1]);
    expect(titles).toEqual(['Scores', 'Along the attack', 'Provenance']);
    const notes = encodeMarkdown(data);
    expect([...notes.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(['Scores', 'Provenance']);
    expect(notes).not.toContain('paired over');
  });

  it('draws the charts of the shown parts alone', () => {
    const page = encodeHtml(applyLayout(whole, { ...layout, blocks: ['curves'] }));
    const ids = [...page.matchAll(/<svg class="chart" id="chart-([^"]*)"/g)].map((match) => match[1]);
    expect(ids).toContain('align-f');
    expect(ids.filter((id) => /^(hs|fa|tradeoff)-/.test(id ?? ''))).toEqual([]);
  });

  it('has its own title and words, marks as elements and everything else as text', () => {
    const data = applyLayout(whole, {
      ...layout,
      title: 'For <b>Friday</b>',
      texts: { introduction: 'Read *this* <first>.', conclusion: 'So *be* it.' },
    });
    const page = encodeHtml(data);
    expect(page).toContain('<h1>For &lt;b&gt;Friday&lt;/b&gt;</h1>');
    const [before, findings, after] = ['Read <em>this</em> &lt;first&gt;.', 'id="findings"', 'So <em>be</em> it.'].map(
      (words) => page.indexOf(words),
    );
    expect(before).toBeGreaterThan(0);
    expect(findings).toBeGreaterThan(before ?? 0);
    expect(after).toBeGreaterThan(findings ?? 0);
    expect(encodeMarkdown(data)).toMatch(/^# For \\<b\\>Friday\\<\/b\\>\n\nRead \*this\* \\<first\\>\./);
    expect(encodeCsv(makeScoreTable(data))).toBe(encodeCsv(makeScoreTable(whole)));
  });

  it('says what is unlike beside the first numbers, whichever part has them', () => {
    const text = 'The arms differ in <n>.';
    const finding = {
      kind: 'comparability',
      verdict: 'caution',
      arm: null,
      condition: null,
      metric: null,
      text,
    } as const;
    const warned = { ...whole, warnings: [text], findings: [finding] };
    for (const blocks of [reportBlocks, ['scores'] as const]) {
      const data = applyLayout(warned, { ...layout, blocks });
      expect(encodeHtml(data)).toContain('The arms differ in &lt;n&gt;.');
      expect(encodeMarkdown(data)).toContain('- The arms differ in \\<n\\>.');
    }
  });
});
