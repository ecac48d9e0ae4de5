import {
  Chart,
  type ChartDataset,
  Filler,
  Interaction,
  type InteractionItem,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  type ScaleOptionsByType,
  Tooltip,
} from 'chart.js';
import { drawPoint, getRelativePosition } from 'chart.js/helpers';
import zoomPlugin from 'chartjs-plugin-zoom';
import { inks } from './line-svg.ts';
import type { Points, PreparedChart, PreparedLine } from './prepare-lines.ts';
import type { Range } from './series.ts';
import { formatTick } from './ticks.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler, Tooltip, zoomPlugin);

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestOnLines: InteractionModeMap['nearest'];
  }
}

type Dataset = ChartDataset<'line', { x: number; y: number }[]> & {
  readonly id: string;
  readonly isMain: boolean;
  /** Indexes of the points that carry the marker. */
  readonly markers: readonly number[];
};

export interface Drawing {
  readonly chart: PreparedChart;
  readonly theme: 'light' | 'dark';
  readonly xLabel: string;
  readonly yLabel: string;
  readonly isXLog: boolean;
  readonly isYLog: boolean;
  /** Ids whose lines stand out; null is all. */
  readonly highlighted: ReadonlySet<string> | null;
}

interface Listeners {
  /** The part of the x axis that is shown has changed; null is all of it. */
  readonly onWindow: (window: Range | null) => void;
  readonly onHover: (x: number | null) => void;
}

const markerRadius = 4;
const tooltipLineLimit = 8;
const noUpdateMode = 'none';

/** One Chart.js chart on a canvas: drawn anew in place, never rebuilt, until it is closed. */
export class LinePlot {
  readonly #chart: Chart<'line', { x: number; y: number }[]>;
  readonly #listeners: Listeners;
  #axes = '';
  #cursorX: number | null = null;
  #cursorColour = '';

  constructor(canvas: HTMLCanvasElement, listeners: Listeners) {
    this.#listeners = listeners;
    const reportWindow = () => this.#reportWindow();
    this.#chart = new Chart<'line', { x: number; y: number }[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [this.#makeOverlayPlugin()],
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        // Pointing at a line is enough; the nearest point of each line answers.
        interaction: { mode: 'nearestOnLines', intersect: false },
        events: ['mousemove', 'mouseout', 'click', 'touchstart', 'touchmove'],
        plugins: {
          tooltip: {
            animation: false,
            itemSort: (left, right) => (right.parsed.y ?? 0) - (left.parsed.y ?? 0),
            callbacks: {
              title: (items) => (items[0] ? formatTick(items[0].parsed.x ?? 0) : ''),
              label: (item) => `${item.dataset.label ?? ''}: ${formatTick(item.parsed.y ?? 0)}`,
            },
          },
          zoom: {
            limits: { x: { min: 'original', max: 'original' } },
            pan: { enabled: true, mode: 'x', scaleMode: 'y', threshold: 4, onPanComplete: reportWindow },
            zoom: {
              mode: 'x',
              scaleMode: 'y',
              wheel: { enabled: true, modifierKey: 'ctrl' },
              pinch: { enabled: true },
              onZoomComplete: reportWindow,
            },
          },
        },
      },
    });
    canvas.addEventListener('mouseleave', () => listeners.onHover(null));
  }

  /** Shows these lines; datasets that were there before keep their place and only get other points. */
  draw(drawing: Drawing): void {
    this.#cursorColour = inks[drawing.theme].text;
    const axes = JSON.stringify([drawing.theme, drawing.xLabel, drawing.yLabel, drawing.isXLog, drawing.isYLog]);
    if (axes !== this.#axes) {
      this.#axes = axes;
      this.#chart.options.scales = {
        x: this.#makeScale(drawing, 'x'),
        y: this.#makeScale(drawing, 'y'),
      };
    }
    const y = this.#chart.options.scales?.['y'];
    if (y && !this.#chart.getZoomedScaleBounds()['y']) {
      // Undefined lets the data decide.
      y.min = drawing.chart.yRange?.min;
      y.max = drawing.chart.yRange?.max;
    }
    const before = new Map(this.#chart.data.datasets.map((dataset) => [(dataset as Dataset).id, dataset])); // only ours are in it
    this.#chart.data.datasets = drawing.chart.lines
      .flatMap((line) => makeDatasets(line, drawing))
      .map((dataset) => Object.assign(before.get(dataset.id) ?? {}, dataset));
    this.#chart.update(noUpdateMode);
  }

  /** Above 1 zooms in, around the middle of the picture. */
  zoomBy(factor: number): void {
    this.#chart.zoom({ x: factor, y: 1 }, noUpdateMode);
    this.#reportWindow();
  }

  /** Moves the picture by a share of its width. */
  panBy(share: number): void {
    this.#chart.pan({ x: -share * this.#chart.chartArea.width, y: 0 }, undefined, noUpdateMode);
    this.#reportWindow();
  }

  showAll(): void {
    this.#chart.resetZoom(noUpdateMode);
    this.#listeners.onWindow(null);
  }

  /** Draws a line from top to bottom at a value of the x axis; null takes it away. */
  setCursor(x: number | null): void {
    if (x === this.#cursorX) return;
    this.#cursorX = x;
    this.#chart.draw();
  }

  close(): void {
    this.#chart.destroy();
  }

  #reportWindow(): void {
    const bounds = this.#chart.getZoomedScaleBounds()['x'];
    this.#listeners.onWindow(bounds ? { min: bounds.min, max: bounds.max } : null);
  }

  #makeScale(drawing: Drawing, axis: 'x' | 'y') {
    const ink = inks[drawing.theme];
    const isLog = axis === 'x' ? drawing.isXLog : drawing.isYLog;
    const label = axis === 'x' ? drawing.xLabel : drawing.yLabel;
    const before = this.#chart.scales[axis];
    const bounds =
      before?.type === (isLog ? 'logarithmic' : 'linear') ? this.#chart.getZoomedScaleBounds()[axis] : undefined;
    return {
      type: isLog ? ('logarithmic' as const) : ('linear' as const),
      ...(bounds ? { min: bounds.min, max: bounds.max } : {}),
      title: { display: label !== '', text: label, color: ink.text },
      grid: { color: ink.grid },
      ticks: {
        color: ink.text,
        maxRotation: 0,
        autoSkipPadding: 12,
        callback: (value: number | string) => formatTick(Number(value)),
      },
    } satisfies Partial<ScaleOptionsByType<'linear' | 'logarithmic'>> | Record<string, unknown>;
  }

  #makeOverlayPlugin(): Plugin<'line'> {
    return {
      id: 'overlay',
      afterEvent: (chart, { event, inChartArea }) => {
        if (event.type !== 'mousemove' || event.x === null) return;
        this.#listeners.onHover(inChartArea ? (chart.scales['x']?.getValueForPixel(event.x) ?? null) : null);
      },
      afterDatasetDraw: (chart, { index, meta }) => {
        const dataset = chart.data.datasets[index] as Dataset | undefined; // only ours are in it
        if (dataset?.isMain) drawMarkers(chart, meta.data, dataset);
      },
      afterDraw: (chart) => {
        const x = this.#cursorX;
        const scale = chart.scales['x'];
        if (x === null || !scale || x < scale.min || x > scale.max) return;
        const { ctx, chartArea } = chart;
        const at = scale.getPixelForValue(x);
        ctx.save();
        ctx.beginPath();
        ctx.setLineDash([3, 3]);
        ctx.strokeStyle = this.#cursorColour;
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
        ctx.restore();
      },
    };
  }
}

/** Draws the markers of a line, cut off at the edges of the picture like the line. */
function drawMarkers({ ctx, chartArea }: Chart, elements: readonly { x: number; y: number }[], dataset: Dataset): void {
  const { borderColor, pointStyle } = dataset;
  if (typeof borderColor !== 'string' || typeof pointStyle !== 'string') return;
  ctx.save();
  ctx.fillStyle = borderColor;
  ctx.strokeStyle = borderColor;
  for (const index of dataset.markers) {
    const element = elements[index];
    if (!element || !Number.isFinite(element.y) || element.x < chartArea.left - 1 || element.x > chartArea.right + 1)
      continue;
    drawPoint(ctx, { pointStyle, radius: markerRadius, rotation: 0, borderWidth: 1.5 }, element.x, element.y);
  }
  ctx.restore();
}

/** Of each main line the point nearest to the pointer along x; where there are many lines, those nearest to the pointer. */
Interaction.modes.nearestOnLines = (chart, event) => {
  const { x, y } = getRelativePosition(event, chart);
  const wanted = chart.scales['x']?.getValueForPixel(x);
  if (wanted === undefined) return [];
  const found: InteractionItem[] = [];
  for (const meta of chart.getSortedVisibleDatasetMetas()) {
    const dataset = chart.data.datasets[meta.index] as Dataset | undefined; // only ours are in it
    if (!dataset?.isMain) continue;
    const index = findNearest(dataset.data, wanted);
    const element = meta.data[index];
    if (element && Number.isFinite(element.y)) found.push({ element, datasetIndex: meta.index, index });
  }
  return found
    .sort((left, right) => Math.abs(left.element.y - y) - Math.abs(right.element.y - y))
    .slice(0, tooltipLineLimit);
};

function findNearest(points: readonly { x: number }[], wanted: number): number {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.x ?? 0) < wanted) low = middle;
    else high = middle;
  }
  const gap = (index: number): number => Math.abs((points[index]?.x ?? 0) - wanted);
  return gap(low) <= gap(high) ? low : high;
}

function makeDatasets(line: PreparedLine, { theme, highlighted }: Drawing): Dataset[] {
  const { id, label, style } = line;
  const isFaded = highlighted !== null && !highlighted.has(id);
  const colour = withOpacity(style[theme], isFaded ? 0.18 : 1);
  const thin = { pointRadius: 0, borderWidth: 1, isMain: false, markers: [], label: '', spanGaps: false };
  const datasets: Dataset[] = [];
  if (line.band) {
    const edge = { ...thin, borderWidth: 0, borderColor: 'transparent' };
    const fill = withOpacity(style[theme], isFaded ? 0.05 : 0.18);
    datasets.push(
      { ...edge, id: `low ${id}`, data: toPoints(line.band.low), fill: false },
      { ...edge, id: `high ${id}`, data: toPoints(line.band.high), fill: '-1', backgroundColor: fill },
    );
  }
  if (line.raw) {
    const borderColor = withOpacity(style[theme], isFaded ? 0.08 : 0.3);
    datasets.push({ ...thin, id: `raw ${id}`, data: toPoints(line.raw), borderColor, fill: false });
  }
  datasets.push({
    id: `line ${id}`,
    label,
    isMain: true,
    data: toPoints(line.line),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    borderDash: [...style.dash],
    pointStyle: style.marker,
    // A radius per point would make Chart.js resolve the options of every single point.
    pointRadius: 0,
    markers: line.markers,
    pointHoverRadius: 5,
    spanGaps: false,
    fill: false,
  });
  return datasets;
}

function toPoints({ xs, ys }: Points): { x: number; y: number }[] {
  return xs.map((x, index) => ({ x, y: ys[index] ?? Number.NaN }));
}

/** Opacity from 0 to 1 of a colour written as #rrggbb. */
function withOpacity(colour: string, opacity: number): string {
  return `${colour}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
