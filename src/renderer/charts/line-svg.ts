import { markerPath } from './marker-path.ts';
import { type Axis, makeAxis, toPixel } from '../../shared/charts/axis.ts';
import type { Points, PreparedChart, PreparedLine } from './prepare-lines.ts';
import type { Range } from './series.ts';
import { formatTick } from './ticks.ts';

interface SvgOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly isXLog: boolean;
  readonly isYLog: boolean;
  /** The part of the x axis that is shown; null is all of it. */
  readonly xRange: Range | null;
  readonly theme: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

export const inks = {
  light: { text: '#424a53', grid: '#e6e8ec', page: '#ffffff' },
  dark: { text: '#c3c9d0', grid: '#3a3f46', page: '#1f2226' },
} as const;

const margin = { left: 72, right: 20, top: 40, bottom: 54 };
const legendRow = 20;
const swatchWidth = 54;
/** Room for a character of the legend; most are narrower. */
const characterWidth = 7;
const longestLabel = 108;

/** The chart as an SVG document of its own: title, axes with ticks, bands, lines, markers and a legend. */
export function renderLineSvg(chart: PreparedChart, options: SvgOptions): string {
  const { width = 900, height = 480, theme } = options;
  const ink = inks[theme];
  const plotWidth = width - margin.left - margin.right;
  const longest = Math.max(0, ...chart.lines.map(({ label }) => label.length));
  const columnWidth = Math.min(plotWidth, swatchWidth + longest * characterWidth);
  const columns = Math.max(1, Math.floor(plotWidth / columnWidth));
  const fullHeight = height + Math.ceil(chart.lines.length / columns) * legendRow + 8;
  const points = chart.lines.flatMap(({ line, raw, band }) =>
    [line, raw, band?.low, band?.high].filter((it) => it !== null && it !== undefined),
  );
  const x = makeAxis(
    points.flatMap((it) => it.xs),
    { isLog: options.isXLog, range: options.xRange, from: margin.left, to: width - margin.right, tickCount: 8 },
  );
  const y = makeAxis(
    points.flatMap((it) => it.ys.filter((value) => value !== null)),
    { isLog: options.isYLog, range: chart.yRange, from: height - margin.bottom, to: margin.top },
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${fullHeight}" viewBox="0 0 ${width} ${fullHeight}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escapeXml(options.title)}</title>`,
    `<rect width="100%" height="100%" fill="${ink.page}"/>`,
    `<clipPath id="plot"><rect x="${x.from}" y="${y.to}" width="${x.to - x.from}" height="${y.from - y.to}"/></clipPath>`,
    `<text x="${margin.left}" y="22" font-size="15" font-weight="600" fill="${ink.text}">${escapeXml(options.title)}</text>`,
    ...drawAxes(x, y, ink, options),
    '<g clip-path="url(#plot)" fill="none" stroke-linejoin="round">',
    ...chart.lines.flatMap((line) => drawLine(line, { x, y, theme })),
    '</g>',
    ...chart.lines.map((line, index) =>
      drawLegendEntry(line, {
        left: margin.left + (index % columns) * columnWidth,
        top: height + Math.floor(index / columns) * legendRow,
        theme,
      }),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function drawAxes(x: Axis, y: Axis, ink: (typeof inks)['light' | 'dark'], options: SvgOptions): string[] {
  return [
    ...x.ticks.map((tick) => {
      const at = toPixel(x, tick);
      return `<path d="M${at} ${y.to}V${y.from}" stroke="${ink.grid}"/><text x="${at}" y="${y.from + 16}" text-anchor="middle" fill="${ink.text}">${formatTick(tick)}</text>`;
    }),
    ...y.ticks.map((tick) => {
      const at = toPixel(y, tick);
      return `<path d="M${x.from} ${at}H${x.to}" stroke="${ink.grid}"/><text x="${x.from - 6}" y="${at + 4}" text-anchor="end" fill="${ink.text}">${formatTick(tick)}</text>`;
    }),
    `<path d="M${x.from} ${y.to}V${y.from}H${x.to}" stroke="${ink.text}" fill="none"/>`,
    `<text x="${(x.from + x.to) / 2}" y="${y.from + 38}" text-anchor="middle" fill="${ink.text}">${escapeXml(options.xLabel)}</text>`,
    `<text transform="translate(16 ${(y.from + y.to) / 2}) rotate(-90)" text-anchor="middle" fill="${ink.text}">${escapeXml(options.yLabel)}</text>`,
  ];
}

function drawLine(
  { line, raw, band, style, markers }: PreparedLine,
  { x, y, theme }: { x: Axis; y: Axis; theme: 'light' | 'dark' },
): string[] {
  const colour = style[theme];
  const dash = style.dash.length > 0 ? ` stroke-dasharray="${style.dash.join(' ')}"` : '';
  const parts: string[] = [];
  if (band) {
    const lows = listStretches(band.low, x, y);
    for (const [index, high] of listStretches(band.high, x, y).entries()) {
      const outline = [...(lows[index] ?? []), ...high.reverse()].map((point) => point.join(',')).join(' ');
      parts.push(`<polygon points="${outline}" fill="${colour}" fill-opacity="0.18"/>`);
    }
  }
  if (raw) parts.push(`<path d="${tracePath(raw, x, y)}" stroke="${colour}" stroke-opacity="0.3"/>`);
  parts.push(`<path d="${tracePath(line, x, y)}" stroke="${colour}" stroke-width="2"${dash}/>`);
  const marked = {
    xs: markers.map((index) => line.xs[index] ?? 0),
    ys: markers.map((index) => line.ys[index] ?? null),
  };
  const marks = listStretches(marked, x, y).flat();
  if (marks.length > 0) {
    const path = marks.map(([left, top]) => markerPath(style.marker, left, top, 4)).join('');
    parts.push(`<path d="${path}" fill="${colour}" stroke="${colour}"/>`);
  }
  return parts;
}

function drawLegendEntry(line: PreparedLine, at: { left: number; top: number; theme: 'light' | 'dark' }): string {
  const { style } = line;
  const colour = style[at.theme];
  const label = line.label.length > longestLabel ? `${line.label.slice(0, longestLabel - 1)}…` : line.label;
  return [
    `<g><path d="M${at.left} ${at.top}h26" stroke="${colour}" stroke-width="2" stroke-dasharray="${style.dash.join(' ')}"/>`,
    `<path d="${markerPath(style.marker, at.left + 13, at.top, 4)}" fill="${colour}" stroke="${colour}"/>`,
    `<text x="${at.left + 34}" y="${at.top + 4}" fill="${inks[at.theme].text}">${escapeXml(label)}</text></g>`,
  ].join('');
}

/** The pen is lifted at each gap. */
function tracePath({ xs, ys }: Points, x: Axis, y: Axis): string {
  let path = '';
  let isDown = false;
  for (const [index, value] of ys.entries()) {
    if (value !== null) path += `${isDown ? 'L' : 'M'}${toPixel(x, xs[index] ?? 0)} ${toPixel(y, value)}`;
    isDown = value !== null;
  }
  return path;
}

type Pixel = [left: number, top: number];

/** The points between gaps, in pixels. */
function listStretches({ xs, ys }: Points, x: Axis, y: Axis): Pixel[][] {
  const stretches: Pixel[][] = [[]];
  for (const [index, value] of ys.entries()) {
    if (value === null) stretches.push([]);
    else stretches.at(-1)?.push([toPixel(x, xs[index] ?? 0), toPixel(y, value)]);
  }
  return stretches.filter((stretch) => stretch.length > 0);
}

function escapeXml(value: string): string {
  return value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
