import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { applyLayout, makeLayout } from '../../../src/lab/report/apply-layout.ts';
import { buildReportData } from '../../../src/lab/report/build-report-data.ts';
import { writeReport } from '../../../src/lab/report/write-report.ts';
import { escapeLatex, unknownCharacterCommand } from '../../../src/shared/report/latex/escape.ts';
import type { ReportTemplateName } from '../../../src/shared/report/templates.ts';
import { makeGridData } from '../../renderer/compare/fixture.ts';
import { hasProgram } from '../../support/find-program.ts';
import { type FixtureWishes, makeFixtureSource } from './fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'latex-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const canCompile = hasProgram('pdflatex') && hasPackages(['booktabs.sty', 'siunitx.sty', 'longtable.sty']);

function hasPackages(names: readonly string[]): boolean {
  return (
    spawnSync('kpsewhich', [...names], { encoding: 'utf8' })
      .stdout?.trim()
      .split('\n').length === names.length
  );
}

function build(wishes: FixtureWishes = {}, template: ReportTemplateName = 'full') {
  const data = buildReportData(makeFixtureSource(wishes), { writtenAtMs: Date.UTC(2026, 0, 16), headlineStep: 100 });
  return applyLayout(data, makeLayout({ template, includesHarmful: false }));
}

/** Runs pdflatex until tables and references are settled; returns the last log. */
function compile(place: string, name: string): string {
  let log = '';
  for (let run = 0; run < 4; run++) {
    spawnSync('pdflatex', ['-interaction=nonstopmode', '-no-shell-escape', name], { cwd: place, stdio: 'ignore' });
    log = readFileSync(join(place, `${name}.log`), 'latin1').replace(/(.{79})\n/g, '$1');
    if (!/Rerun|have changed/.test(log)) break;
  }
  return log;
}

describe('the report as LaTeX', () => {
  it('has a document, its tables and figures, and nothing that the document does not name', async () => {
    const place = join(folder, 'files');
    const [path = ''] = await writeReport(build(), place, { formats: ['tex'] });
    const text = readFileSync(path, 'utf8');
    const tables = readdirSync(join(place, 'tables')).sort();
    expect([...text.matchAll(/\\input\{tables\/([^}]*)\}/g)].map((match) => match[1]).sort()).toEqual(tables);
    const figures = readdirSync(join(place, 'figures')).sort();
    expect([...text.matchAll(/\{figures\/([^}]*)\}/g)].map((match) => match[1]).sort()).toEqual(figures);
    expect(figures).toContain('tradeoff-p-0-1.pdf');
  });

  it('says n, seeds, judge, its version and ours in the captions of scores', async () => {
    const place = join(folder, 'captions');
    const [path = ''] = await writeReport(build(), place, { formats: ['tex'] });
    const captions = [...readFileSync(path, 'utf8').matchAll(/\\caption\{(.*)\}\\label\{(tab:scores|fig:hs[^}]*)\}/g)];
    expect(captions.length).toBeGreaterThan(3);
    for (const [, caption] of captions) {
      expect(caption).toMatch(
        /HS by refusal version 1 on 120 prompts per seed.*Seeds 0, 1, 2, 3, 4\. Booster Lab 0\.1\.0/,
      );
    }
  });

  it('keeps answers out', async () => {
    const place = join(folder, 'answers');
    const [path = ''] = await writeReport(build({ response: 'talubo nimo' }), place, { formats: ['tex'] });
    expect(readFileSync(path, 'utf8')).not.toContain('talubo');
  });

  it.skipIf(!canCompile).each(['summary', 'full', 'settings'] as const)(
    'compiles with pdflatex as %s without errors, warnings and overfull lines, letters embedded',
    { timeout: 120_000 },
    async (template) => {
      const place = join(folder, template);
      await writeReport(build({}, template), place, { formats: ['tex'] });
      const log = compile(place, 'report');
      expect(log.match(/^(!|Overfull|.*Warning|.*undefined).*$/gm) ?? []).toEqual([]);
      const fonts = execFileSync('pdffonts', [join(place, 'report.pdf')], { encoding: 'utf8' })
        .split('\n')
        .slice(2);
      for (const font of fonts.filter(Boolean)) expect(font).toMatch(/(Type 1|TrueType) .* yes +(yes|no) +(yes|no) /);
    },
  );

  it.skipIf(!canCompile)('compiles a sweep of two settings', { timeout: 120_000 }, async () => {
    const place = join(folder, 'sweep');
    await writeReport(makeGridData(), place, { formats: ['tex'] });
    expect(compile(place, 'report').match(/^(!|Overfull).*$/gm) ?? []).toEqual([]);
    expect(readFileSync(join(place, 'report.tex'), 'utf8')).toContain('figures/hs-by-lambda-and-alpha-booster.pdf');
  });

  it.skipIf(!canCompile)(
    'compiles whatever names, notes, labels and texts are made of',
    { timeout: 120_000 },
    async () => {
      const text =
        '\\end{document} \\input{/etc/passwd} $x_1^2$ & 100% #1 {a} ~ ^^41 [b] *c "d" <e> |f| `g\' -- 中 😀 \u202e é';
      const place = join(folder, 'hostile');
      const wishes = { name: text, notes: text, armLabels: [text, `[${text}`], seeds: [0, 1], poisonRatios: [0.1] };
      const data = build(wishes);
      const texts = {
        introduction: `# ${text}\n\n${text}\n\n- ${text}\n\n\`${text}\`\n\n\`\`\`\n${text}\n\`\`\``,
        conclusion: text,
      };
      const layout = { ...makeLayout({ template: 'full', includesHarmful: false, texts }), title: text };
      await writeReport(applyLayout(data, layout), place, { formats: ['tex'] });
      const log = compile(place, 'report');
      expect(log.match(/^!.*$/gm) ?? []).toEqual([]);
    },
  );

  it.skipIf(!canCompile)(
    'prints random texts as they are, in a paper without any encoding',
    { timeout: 60_000 },
    () => {
      const place = join(folder, 'random');
      mkdirSync(place);
      const texts = [
        ...fc.sample(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }), { numRuns: 60, seed: 1 }),
        ...fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), { numRuns: 60, seed: 2 }),
      ];
      const rows = texts.map((text, index) => `r${index} & ${escapeLatex(text)} \\\\`);
      const source = [
        '\\documentclass{article}\\usepackage{longtable}',
        unknownCharacterCommand,
        '\\begin{document}\\scriptsize\\begin{longtable}{ll}',
        ...rows,
        '\\end{longtable}\\end{document}',
      ].join('\n');
      writeFileSync(join(place, 'random.tex'), source);
      expect(compile(place, 'random').match(/^!.*$/gm) ?? []).toEqual([]);
      const printed = execFileSync('pdftotext', ['-layout', join(place, 'random.pdf'), '-'], { encoding: 'utf8' });
      const plain = texts.slice(0, 60).filter((text) => /^[A-Za-z0-9 ]{6,}$/.test(text.trim()) && !/f[fil]/.test(text));
      for (const text of plain) expect(printed).toContain(text.trim().replace(/ +/g, ' '));
      for (let index = 0; index < texts.length; index++) expect(printed).toMatch(new RegExp(`r${index}\\b`));
    },
  );
});
