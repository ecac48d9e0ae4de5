import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeLatex, escapeLatexWord } from '../../../src/shared/report/latex/escape.ts';
import { encodePivotLatex } from '../../../src/shared/report/latex/pivot.ts';
import { layOutTexts } from '../../../src/shared/report/latex/tabular.ts';
import type { Pivot } from '../../../src/shared/report/pivot.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('escapeLatex', () => {
  it('gives ASCII alone, in which every sign of LaTeX stands for itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const escaped of [escapeLatex(text), escapeLatexWord(text)]) {
          expect(escaped).toMatch(/^[ -~]*$/);
          // Commands and escaped signs taken away, nothing special is left.
          const rest = escaped.replace(/\\[A-Za-z]+|\\[\\{}$&#%_,"'`^~=.]|~/g, '').replace(/[{}]/g, '');
          expect(rest).not.toMatch(/[\\$&#%^]/);
          expect(countDepth(escaped)).toBe(0);
        }
      }),
    );
  });

  it('knows accents, Greek and mathematics, and spells what a paper’s font may lack', () => {
    expect(escapeLatex('Größe é ñ ç')).toBe('Gr\\"{o}\\ss{}e \\\'{e} \\~{n} \\c{c}');
    expect(escapeLatex('h(w − α·ĝ) ≤ ‖∇h‖')).toBe(
      'h(w \\ensuremath{-} \\ensuremath{\\alpha}\\ensuremath{\\cdot}\\^{g}) \\ensuremath{\\leq} \\ensuremath{\\parallel}\\ensuremath{\\nabla}h\\ensuremath{\\parallel}',
    );
    expect(escapeLatex('中 😀 ą')).toBe('\\labchar{4E2D} \\labchar{1F600} \\labchar{0105}');
  });

  it('lets no two signs become one, and no first sign an option', () => {
    expect(escapeLatex("a--b ''c'' ,,d")).toBe("a-{}-b '{}'c'{}' ,{},d");
    expect(escapeLatex('[x] *')).toBe('{[}x{]} {*}');
  });

  it('lets long words end lines', () => {
    expect(escapeLatexWord('alignment.training.maxSteps')).toBe(
      'alignment.\\allowbreak{}training.\\allowbreak{}maxSteps',
    );
    expect(escapeLatexWord('a'.repeat(64)).split('\\allowbreak{}')).toHaveLength(6);
  });
});

describe('layOutTexts', () => {
  it('aligns plain numbers at their points and breaks long texts into lines', () => {
    const heads = [{ label: 'What' }, { label: 'Value', isNumber: true }, { label: 'Interval', isNumber: true }];
    const { columns, cells } = layOutTexts(heads, [
      ['x'.repeat(200), '−12.5', '1 to 2'],
      ['short', '–', '–'],
    ]);
    expect(columns.map(({ format }) => format)).toEqual([
      expect.stringMatching(/p\{0\.\d+\\linewidth\}$/),
      'S[table-format=-2.1]',
      'r',
    ]);
    expect(cells[1]).toEqual(['short', '{--}', '--']);
  });
});

describe('encodePivotLatex', () => {
  const cell = { n: 3, mean: 73.04, sd: 5, interval: { low: 53, high: 93.08 }, isBest: false };
  const pivot: Pivot = {
    metric: { name: 'HS', label: 'HS', unit: '%', better: 'lower' },
    rowLabel: 'Arm',
    columnLabel: 'p',
    columns: [
      { value: 0, label: 'p = 0' },
      { value: 0.1, label: 'p = 0.1' },
    ],
    rows: [
      { value: 'SFT', label: 'SFT & co', cells: [{ ...cell, mean: 2, sd: 0, isBest: true }, cell] },
      { value: 'Booster', label: 'Booster', cells: [{ ...cell, n: 1, sd: null, interval: null }, null] },
    ],
    fixed: ['after 100 attack steps'],
    notes: ['Bold: better than every other.'],
  };

  it('rounds measures to four digits, powers of ten too', () => {
    const metric = { name: 'align/f', label: 'Loss', unit: null, better: null };
    const tiny = { ...cell, mean: 1.23456e-7, sd: null, interval: null };
    const rows = [{ value: 'SFT', label: 'SFT', cells: [cell, tiny] }];
    expect(encodePivotLatex({ ...pivot, metric, rows })).toContain(
      'SFT & 73.04 & $\\pm$ & 20.04 & {\\num{1.235e-7}} &  &  \\\\',
    );
  });

  it('writes mean, half of the interval, what has no spread, one seed and a gap', () => {
    const text = encodePivotLatex(pivot);
    expect(text).toContain(
      'SFT \\& co & \\bfseries 2.0 & \\multicolumn{2}{l}{(equal)} & 3 & 73.0 & $\\pm$ & 20.0 & 3 \\\\',
    );
    expect(text).toContain('Booster & 73.0 &  &  & 1 & {--} &  &  & {--} \\\\');
    expect(text).toContain('% HS (%) by Arm and p; after 100 attack steps\n% Bold: better than every other.');
  });
});

function countDepth(text: string): number {
  let depth = 0;
  for (const sign of text.replace(/\\[{}]/g, '')) {
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    if (depth < 0) return depth;
  }
  return depth;
}
