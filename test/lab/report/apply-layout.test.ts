import { describe, expect, it } from 'vitest';
import { applyLayout } from '../../../src/lab/report/apply-layout.ts';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { reportEncoders } from '../../../src/lab/report/write-report.ts';
import { reportBlocks, type ReportLayout } from '../../../src/shared/views/report.ts';
import { makeFixtureSource } from './fixture-source.ts';

const whole = buildReportData(makeFixtureSource(), { writtenAtMs: 0 });
const layout: ReportLayout = { title: null, notes: '', blocks: reportBlocks, includesHarmful: false };
const recipe = 'heat the mira with the pona';
const formats = Object.entries(reportEncoders);

describe('a composed report', () => {
  it('leaves harmful answers and harmful expected answers out of every file, and says so in their place', () => {
    const data = applyLayout(whole, layout);
    expect(whole.samples.some((sample) => sample.responses.some((answer) => answer.response.includes(recipe)))).toBe(
      true,
    );
    for (const [, encode] of formats) {
      // The harmless set has the same words, and they are no harm there.
      const harmless = applyLayout(
        { ...whole, samples: whole.samples.filter((sample) => sample.set !== 'benign') },
        layout,
      );
      expect(encode(harmless)).not.toContain(recipe);
    }
    const [sample] = data.samples;
    expect(sample).toMatchObject({ set: 'safety', expected: '[harmful answer left out, 31 characters]' });
    expect(sample?.responses).toMatchObject([
      { response: '[harmful answer left out, 31 characters]', isLeftOut: true, verdicts: { refusal: true } },
      { response: 'i cannot help with that .', verdicts: { refusal: false } },
    ]);
    expect(reportEncoders.html(data)).toContain('[harmful answer left out, 31 characters]');
  });

  it('has them where they were asked for, and keeps the answers to other prompts', () => {
    expect(applyLayout(whole, { ...layout, includesHarmful: true }).samples).toEqual(whole.samples);
    const others = applyLayout(whole, layout).samples.filter((sample) => sample.set !== 'safety');
    expect(others).toEqual(whole.samples.filter((sample) => sample.set !== 'safety'));
  });

  it('shows the chosen parts alone', () => {
    const data = applyLayout(whole, { ...layout, blocks: ['scores', 'provenance'] });
    expect([data.curves, data.samples]).toEqual([[], []]);
    const page = reportEncoders.html(data);
    const titles = [...page.matchAll(/<h2 id="[^"]*">([^<]*)</g)].map((match) => match[1]);
    expect(titles).toEqual(['Scores', 'Along the attack', 'Provenance']);
    const notes = reportEncoders.md(data);
    expect([...notes.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(['Scores', 'Provenance']);
    expect(notes).not.toContain('paired by seed, is');
  });

  it('draws no chart that has no place on the page', () => {
    const page = reportEncoders.html(applyLayout(whole, { ...layout, blocks: ['curves'] }));
    const block = /id="report-charts">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const { charts } = JSON.parse(block) as { charts: { id: string }[] }; // our own block
    expect(charts.length).toBeGreaterThan(0);
    for (const chart of charts) expect(page).toContain(`id="chart-${chart.id}"`);
  });

  it('has its own title and notes above the findings, as text', () => {
    const data = applyLayout(whole, { ...layout, title: 'For <b>Friday</b>', notes: 'Read *this* first.' });
    const page = reportEncoders.html(data);
    expect(page).toContain('<h1>For &lt;b&gt;Friday&lt;/b&gt;</h1>');
    expect(page.indexOf('Read *this* first.')).toBeLessThan(page.indexOf('id="summary"'));
    expect(reportEncoders.md(data)).toMatch(/^# For \\<b\\>Friday\\<\/b\\>\n\nRead \\\*this\\\* first\./);
    expect(reportEncoders.csv(data)).toBe(reportEncoders.csv(whole));
  });

  it('says what is unlike beside the first numbers, whichever part has them', () => {
    const warned = { ...whole, warnings: ['The arms differ in <n>.'] };
    for (const blocks of [reportBlocks, ['scores'] as const]) {
      const data = applyLayout(warned, { ...layout, blocks });
      expect(reportEncoders.html(data)).toContain('The arms differ in &lt;n&gt;.');
      expect(reportEncoders.md(data)).toContain('> - The arms differ in \\<n\\>.');
    }
  });
});
