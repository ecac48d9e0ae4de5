import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildReportData } from '../../../../src/lab/report/build-report-data.ts';
import { drawFigure } from '../../../../src/lab/report/figures/draw-figure.ts';
import type { Drawing } from '../../../../src/lab/report/figures/drawing.ts';
import { encodePdf } from '../../../../src/lab/report/figures/encode-pdf.ts';
import { encodeSvg } from '../../../../src/lab/report/figures/encode-svg.ts';
import type { Figure, HeatFigure, LineFigure, ScatterFigure } from '../../../../src/lab/report/figures/figure.ts';
import { flattenFigures, listFigures } from '../../../../src/lab/report/figures/list-figures.ts';
import { buildGrid } from '../../../../src/shared/report/grid.ts';
import { getArmStyle } from '../../../../src/shared/charts/arm-style.ts';
import { getSequentialColour } from '../../../../src/shared/charts/sequential-scale.ts';
import { makeGridData } from '../../../renderer/compare/fixture.ts';
import { hasProgram } from '../../../support/find-program.ts';
import { type FixtureWishes, makeFixtureSource } from '../fixture-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function build(wishes: FixtureWishes = {}) {
  return buildReportData(makeFixtureSource(wishes), { writtenAtMs: 0, headlineStep: 100 });
}

function find<Kind extends Figure['kind']>(figures: readonly Figure[], kind: Kind, id: string) {
  const figure = figures.find((one): one is Extract<Figure, { kind: Kind }> => one.kind === kind && one.id === id);
  if (!figure) throw new Error(`No figure ${id} among ${figures.map((one) => one.id).join(', ')}.`);
  return figure;
}

const figures = flattenFigures(listFigures(build({ poisonRatios: [0, 0.05, 0.1] })));

describe('the figures of a report', () => {
  it('have ids that are file names, no two the same, whatever arms and metrics are called', () => {
    const ids = figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('show HS against FA with both intervals and the guard below the baseline', () => {
    const data = build({ poisonRatios: [0, 0.05, 0.1] });
    const figure: ScatterFigure = find(figures, 'scatter', 'tradeoff-p-0-1');
    expect(figure.points.map(({ label }) => label)).toEqual(['SFT', 'Booster']);
    const [sft] = figure.points;
    const fa = data.scores.find(
      ({ arm, condition, step, metric }) => arm === 0 && condition === 2 && step === 100 && metric === 3,
    );
    expect(sft).toMatchObject({ x: fa?.summary.mean, xInterval: fa?.summary.interval });
    expect(figure.guard?.value).toBeCloseTo((sft?.x ?? 0) - 5, 10);
    expect(figure.description).toContain('5 seeds');
  });

  it('show HS against p with the interval of every point as a band', () => {
    const figure: LineFigure = find(figures, 'lines', 'hs-over-p');
    expect(figure.lines.map(({ x }) => x)).toEqual([
      [0, 0.05, 0.1],
      [0, 0.05, 0.1],
    ]);
    expect(figure.xTicks).toEqual([0, 0.05, 0.1]);
    const [line] = figure.lines;
    expect(line?.band?.low.every((low, index) => (low ?? 0) <= (line.y[index] ?? 0))).toBe(true);
  });

  it('show the harmful loss before and after perturbation of the arms that simulate it', () => {
    const figure: LineFigure = find(figures, 'lines', 'perturbation-align');
    expect(figure.lines.map(({ label, isSecond }) => [label, isSecond])).toEqual([
      ['Booster, before', false],
      ['Booster, after perturbation', true],
    ]);
  });

  describe('over two settings at once', () => {
    const grids = (data: Parameters<typeof listFigures>[0]) =>
      flattenFigures(listFigures(data)).filter((figure): figure is HeatFigure => figure.kind === 'heat');

    it('show the mean and n of every cell, on colours that say the same in every chart', () => {
      const [figure, ...others] = grids(makeGridData());
      expect(others).toEqual([]);
      expect(figure).toMatchObject({
        id: 'hs-by-lambda-and-alpha-booster',
        yLabel: 'λ',
        xLabel: 'α',
        rows: ['1', '2', '5'],
        columns: ['0.1', '0.3'],
        range: [0, 100],
      });
      expect(figure?.cells.map((line) => line.map((cell) => [cell?.mean, cell?.n]))).toEqual([
        [
          [20, 1],
          [40, 1],
        ],
        [
          [30, 1],
          [50, 1],
        ],
        [
          [60, 1],
          [80, 1],
        ],
      ]);
      expect(figure?.description).toContain('6 of 6 cells measured');
    });

    it('are drawn with every value in its cell, in an ink that is readable on it', () => {
      const [figure] = grids(makeGridData());
      if (!figure) throw new Error('There is one.');
      const { shapes } = drawFigure(figure);
      const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []));
      expect(texts.filter(({ text }) => text === 'n = 1')).toHaveLength(6);
      for (const value of [20, 30, 40, 50, 60, 80]) {
        const { ink } = getSequentialColour(value, { min: 0, max: 100 });
        expect(texts.find(({ text }) => text === `${value}.0`)?.paint).toBe(ink);
      }
      const words = shapes.flatMap((shape) => (shape.kind === 'path' && shape.words ? [shape.words] : []));
      expect(words).toContain('λ = 5, α = 0.3: 80.0, one seed');
    });

    it('shrink their values rather than leave them out where there are many columns', () => {
      const [figure] = grids(makeGridData());
      const [first] = figure?.cells ?? [];
      if (!figure || !first) throw new Error('There is one.');
      const columns = Array.from({ length: 15 }, (_, index) => String(index));
      const wide = { ...figure, columns, cells: figure.cells.map(() => columns.map(() => first[0] ?? null)) };
      const texts = drawFigure(wide).shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []));
      expect(texts.filter(({ text, size }) => text === '20.0' && size < 7.5 && size > 3)).toHaveLength(45);
    });

    it('are none where fewer than two settings of numbers vary, or never both', () => {
      expect(grids(build({ poisonRatios: [0, 0.05, 0.1] }))).toEqual([]);
      const data = makeGridData();
      const diagonal = [data.conditions.findIndex(({ label }) => label.includes('λ = 1')), data.conditions.length - 1];
      const scores = data.scores.filter(({ condition }) => diagonal.includes(condition));
      expect(grids({ ...data, scores })).toEqual([]);
    });

    it('leave a cell empty that runs of several kinds would share', () => {
      const data = makeGridData();
      const row = { path: 'alignment.method.lambda', label: 'λ', isAxis: true };
      const column = { path: 'alignment.method.alpha', label: 'α', isAxis: true };
      const [arm] = data.arms;
      const twice = {
        ...data,
        arms: arm ? [arm, { ...arm, label: 'Other' }] : [],
        scores: data.scores.flatMap((group) => [group, { ...group, arm: 1 }]),
      };
      const place = { condition: 0, step: 9, metric: 0 };
      expect(buildGrid(twice, { row, column }, { ...place, arms: [0, 1] })).toMatchObject({
        sharedCells: 6,
        cells: [
          [null, null],
          [null, null],
          [null, null],
        ],
      });
      expect(buildGrid(twice, { row, column }, { ...place, arms: [1] }).sharedCells).toBe(0);
    });
  });

  it('leave no chart of a part that a composed report does not show', () => {
    const layout = {
      template: 'full' as const,
      title: null,
      texts: {},
      blocks: ['settings' as const],
      includesHarmful: false,
    };
    expect(flattenFigures(listFigures({ ...build({ seeds: [0] }), layout }))).toEqual([]);
  });

  it('say what is drawn and over how many seeds in words', () => {
    for (const figure of figures.filter(({ id }) => !/^(align|attack)-/.test(id))) {
      expect(figure.description, figure.id).toMatch(/\d seeds|one seed/);
    }
  });
});

describe('a figure as SVG', () => {
  it('has title, description, and per arm its own colour, dash and marker', () => {
    const svg = encodeSvg(drawFigure(find(figures, 'lines', 'hs-over-steps-p-0-1')));
    expect(svg).toMatch(/role="img" aria-labelledby="title description"/);
    expect(svg).toMatch(/<title id="title">p = 0\.1<\/title><desc id="description">HS in percent/);
    for (const arm of [0, 1]) expect(svg).toContain(`stroke="${getArmStyle(arm).light}"`);
    expect(svg).toContain('stroke-dasharray="4.2 2.4"');
    expect(svg).toContain('>100</text>');
  });

  it('keeps hostile text as text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      fc.constantFrom('</text><script>alert(1)</script>', '"><img src=x>', ']]>&amp;\u0000\ud800', '<!--'),
    );
    const [figure] = figures;
    if (!figure || figure.kind !== 'bars') throw new Error('The first figure is of bars.');
    const draw = (text: string): string =>
      encodeSvg(
        drawFigure({
          ...figure,
          description: text,
          title: text,
          bars: figure.bars.map((bar) => ({ ...bar, label: text })),
        }),
      );
    const count = (svg: string): number => svg.split('<').length;
    fc.assert(
      fc.property(hostile, (text) => {
        const svg = draw(text);
        expect(count(svg)).toBe(count(draw('plain')));
        expect(svg).not.toMatch(/&(?!#\d+;)/);
        expect(svg).not.toMatch(/[^\P{Cc}\t\n]/u);
      }),
    );
  });
});

describe('a figure as PDF', () => {
  it('is the same bytes for the same drawing, of the drawing’s size, and has no picture in it', () => {
    const drawing = drawFigure(find(figures, 'lines', 'hs-over-p'));
    const bytes = Buffer.from(encodePdf(drawing));
    expect(bytes.equals(encodePdf(drawing))).toBe(true);
    const text = bytes.toString('latin1');
    expect(text).toContain(`/MediaBox [0 0 ${drawing.width} ${Number(drawing.height.toFixed(3))}]`);
    expect(text).not.toMatch(/\/Subtype ?\/Image/);
    expect(bytes.length).toBeLessThan(20_000);
  });

  it('has every object where its table says', () => {
    const text = Buffer.from(encodePdf(drawFigure(find(figures, 'bars', 'hs-by-condition')))).toString('latin1');
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    const rows = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map((match) => Number(match[1]));
    expect(rows.length).toBeGreaterThan(8);
    for (const [index, place] of rows.entries()) expect(text.slice(place)).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
  });

  it.skipIf(!hasProgram('pdftotext'))(
    'gives its words back, with accents, Greek and what the font lacks by number',
    () => {
      const path = join(folder, 'figure.pdf');
      const label = 'Größe ‖∇h‖, λ ≤ 0.5, Ж, ǘ 中';
      const drawing: Drawing = {
        width: 200,
        height: 40,
        title: 'Words',
        description: '',
        shapes: [{ kind: 'text', x: 10, y: 20, text: label, size: 8, anchor: 'start', paint: 'text' }],
      };
      writeFileSync(path, encodePdf(drawing));
      expect(execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).trim()).toBe(
        'Größe ‖∇h‖, λ ≤ 0.5, Ж, ǘ [U+4E2D]',
      );
      const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' });
      expect(fonts).toMatch(/\+Arimo +CID TrueType +Identity-H +yes yes yes/);
    },
  );
});
