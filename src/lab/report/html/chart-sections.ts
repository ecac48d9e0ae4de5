import { round } from '../../../shared/charts/path.ts';
import type { Axis } from '../../../shared/charts/axis.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { isBrief } from '../apply-layout.ts';
import { drawFigure } from '../figures/draw-figure.ts';
import type { Drawing, Paint } from '../figures/drawing.ts';
import { encodeShapes, escapeXml } from '../figures/encode-svg.ts';
import type { Figure, FigureGroup } from '../figures/figure.ts';
import { listFigures } from '../figures/list-figures.ts';
import { makeFigureTable } from '../tables/figure-tables.ts';
import { Html, html } from './html.ts';
import { renderPlainTable } from './plain-table.ts';
import { renderLegend } from './swatch.ts';

/** The charts of a page by section; a section without any is null. */
export interface ChartSections {
  readonly scores: Html | null;
  readonly attack: Html | null;
  readonly training: Html | null;
}

/** Lays out all charts of a report as pictures of lines and text: they print as they are and need no script. */
export function renderChartSections(data: ReportData): ChartSections {
  const { bars, tradeoffs, axes, grids, attack, curves } = listFigures(data);
  const scores = isBrief(data) ? [] : [...tradeoffs, ...axes, ...grids];
  const help = 'Bars: mean over seeds. Whiskers: 95 % t interval. Dots: one seed each.';
  const means = renderLegend(data, 'Bands: 95 % t interval.');
  return {
    scores:
      bars.length === 0
        ? null
        : html`${means}<div class="pair"><div class="charts">${bars.map(renderFigure)}</div></div><p class="help">${help}</p>${scores.map((group) => renderGroup(group, 'pair'))}`,
    attack: attack.length === 0 ? null : html`${means}${attack.map((group) => renderGroup(group, 'pair'))}`,
    training:
      curves.length === 0
        ? null
        : html`${renderLegend(data, data.seeds.length > 1 ? 'Thin: one seed each, thick: mean.' : null)}${curves.map((group) => renderGroup(group, 'small'))}`,
  };
}

function renderGroup(group: FigureGroup, layout: 'pair' | 'small'): Html {
  return html`<div class="${layout}"><h3>${group.title}</h3><p class="help">${group.help}</p><div class="charts">${group.figures.map(renderFigure)}</div></div>`;
}

function renderFigure(figure: Figure): Html {
  const drawing = drawFigure(figure, { hasLegend: hasOwnLooks(figure) });
  const values = renderPlainTable(makeFigureTable(figure), { isSortable: false, regionLabel: `Values: ${figure.id}` });
  return html`<figure><figcaption>${figure.title}</figcaption>${renderDrawing(drawing, figure.id)}<details class="values"${figure.kind === 'heat' ? html` open` : null}><summary>Values</summary>${values}</details></figure>`;
}

/** Whether the section's legend does not say what is what: variants of one arm, and second lines. */
function hasOwnLooks(figure: Figure): boolean {
  if (figure.kind === 'lines') return figure.lines.some((line) => line.isSecond);
  return figure.kind === 'scatter' && new Set(figure.points.map((point) => point.look)).size > 1;
}

/** The page's theme decides the colours; the script reads values off the axes. */
function renderDrawing(drawing: Drawing, id: string): Html {
  const { width, height, description, axes } = drawing;
  const scales = axes ? ` data-x="${writeScale(axes.x)}" data-y="${writeScale(axes.y)}"` : '';
  const shapes = encodeShapes(drawing, { clipPrefix: `clip-${id}`, colour: namePaint, hasWords: true });
  return new Html(
    `<svg class="chart" id="chart-${id}" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${escapeXml(description)}"${scales}>${shapes}</svg>`,
  );
}

const inkVariables = { text: 'var(--muted)', grid: 'var(--grid)', page: 'var(--surface)' } as const;

function namePaint(paint: Paint): string {
  if (typeof paint === 'object') return `var(--arm-${paint.arm})`;
  return paint === 'text' || paint === 'grid' || paint === 'page' ? inkVariables[paint] : paint;
}

/** Pixels of both ends, the values there, and whether it goes by powers. */
function writeScale({ from, to, min, max, isLog }: Axis): string {
  return [from, to, min, max, isLog ? 1 : 0].join(' ');
}
