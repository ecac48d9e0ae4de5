import { type Axis, toPixel } from '../../../shared/charts/axis.ts';
import type { Interval } from '../../../shared/views/statistics.ts';
import { drawLine, type Shape, type Stroke, tracePlaces } from './drawing.ts';
import type { FigurePoint, ScatterFigure } from './figure.ts';
import { measureText } from './font/figure-font.ts';
import { describeMean } from './describe.ts';
import { type Frame, layOutFrame, look } from './frame.ts';
import { drawMarker, type LegendEntry } from './legend.ts';

/** Points with crosses of intervals, the front that joins the best of them, and the guard. */
export function drawScatter(figure: ScatterFigure): { frame: Frame; shapes: Shape[]; legend: LegendEntry[] } {
  const { points, guard } = figure;
  const frame = layOutFrame({
    ...figure,
    xValues: [],
    yValues: [],
    xRange: span([...listEnds(points, 'x'), ...(guard ? [guard.value] : [])]),
    yRange: span(listEnds(points, 'y')),
    isXLog: false,
    xTicks: null,
  });
  return {
    frame,
    shapes: [
      {
        kind: 'clipped',
        box: frame.box,
        shapes: [
          ...drawGuard(guard, frame),
          ...drawFront(figure, frame),
          ...points.flatMap((it) => drawCross(it, frame)),
        ],
      },
      ...points.map((point) => ({
        ...drawMarker(point.look, toPixel(frame.x, point.x), toPixel(frame.y, point.y)),
        words: describePoint(figure, point),
      })),
    ],
    legend: points.map((point) => ({ arm: point.look, label: point.label, sample: 'marker' })),
  };
}

function describePoint({ xLabel, yLabel }: ScatterFigure, { label, x, y, xInterval, yInterval }: FigurePoint): string {
  return `${label}: ${yLabel} ${describeMean(y, yInterval)}, ${xLabel} ${describeMean(x, xInterval)}`;
}

function drawFront({ front }: ScatterFigure, { x, y }: Frame): Shape[] {
  if (front.length < 2) return [];
  const places = front.map(([left, top]) => [toPixel(x, left), toPixel(y, top)] as const);
  return [{ kind: 'path', segments: tracePlaces(places), stroke: { paint: 'text', width: 0.7, opacity: 0.6 } }];
}

function drawGuard(guard: ScatterFigure['guard'], { x, box }: Frame): Shape[] {
  if (!guard) return [];
  const at = toPixel(x, guard.value);
  const width = measureText(guard.label, look.text);
  const isRoomRight = at + look.gap + width <= box.right;
  return [
    drawLine(
      [
        [at, box.top],
        [at, box.bottom],
      ],
      { paint: 'text', width: 0.7, dash: [3, 2] },
    ),
    {
      kind: 'text',
      x: isRoomRight ? at + look.gap : at - look.gap,
      y: box.top + look.text,
      text: guard.label,
      size: look.text,
      anchor: isRoomRight ? 'start' : 'end',
      paint: 'text',
    },
  ];
}

function drawCross({ look: arm, x, y, xInterval, yInterval }: FigurePoint, frame: Frame): Shape[] {
  const stroke: Stroke = { paint: { arm }, width: 0.8, opacity: 0.75 };
  const [left, top] = [toPixel(frame.x, x), toPixel(frame.y, y)];
  const ends = (interval: Interval, axis: Axis): [number, number] => [
    toPixel(axis, interval.low),
    toPixel(axis, interval.high),
  ];
  const across = xInterval ? ends(xInterval, frame.x) : null;
  const along = yInterval ? ends(yInterval, frame.y) : null;
  return [
    ...(across
      ? [
          drawLine(
            across.map((it) => [it, top] as const),
            stroke,
          ),
        ]
      : []),
    ...(along
      ? [
          drawLine(
            along.map((it) => [left, it] as const),
            stroke,
          ),
        ]
      : []),
  ];
}

/** Everything inside with some air. Scores are percentages, but an interval may reach beyond: it is shown as it is. */
function span(values: readonly number[]): { min: number; max: number } {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(1, (max - min) * 0.08);
  return { min: min - air, max: max + air };
}

function listEnds(points: readonly FigurePoint[], axis: 'x' | 'y'): number[] {
  return points.flatMap((point) => {
    const interval = axis === 'x' ? point.xInterval : point.yInterval;
    return [point[axis], ...(interval ? [interval.low, interval.high] : [])];
  });
}
