import { type Axis, makeAxis, type Range, toPixel } from '../../../shared/charts/axis.ts';
import { type Box, drawLine, type Shape } from './drawing.ts';
import { fitText, measureText } from './font/figure-font.ts';

/** Sizes in points. Figures are printed as they are: two beside each other on a page with usual margins. */
export const look = {
  width: 220,
  plotHeight: 128,
  text: 7.5,
  tick: 3,
  gap: 4,
  thick: 1.4,
  thin: 0.5,
  marker: 2.6,
} as const;

export interface Frame {
  readonly x: Axis;
  readonly y: Axis;
  readonly box: Box;
  /** Grid, ticks and labels. */
  readonly shapes: readonly Shape[];
  /** From the top of the picture to the end of the x axis' label. */
  readonly bottom: number;
}

export interface FrameWishes {
  readonly xValues: readonly number[];
  readonly yValues: readonly number[];
  readonly xRange: Range | null;
  readonly yRange: Range | null;
  readonly isXLog: boolean;
  /** Null are round numbers. */
  readonly xTicks: readonly number[] | null;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** The axes of a chart of two numbers, as wide as its tick labels leave room for. */
export function layOutFrame(wishes: FrameWishes): Frame {
  const top = 6;
  const plotBottom = top + look.plotHeight;
  const y = makeAxis(wishes.yValues, { isLog: false, range: wishes.yRange, from: plotBottom, to: top, tickCount: 6 });
  const left = measureLeft(y, wishes.yLabel);
  const right = look.width - 8;
  const plain = makeAxis(wishes.xValues, {
    isLog: wishes.isXLog,
    range: wishes.xRange,
    from: left,
    to: right,
    tickCount: 5,
  });
  const x = { ...plain, ticks: keepApart(plain, wishes.xTicks ?? plain.ticks) };
  const box = { left, top, right, bottom: plotBottom };
  const labelAt = plotBottom + look.tick + look.text + look.gap + look.text;
  return {
    x,
    y,
    box,
    bottom: labelAt + look.gap,
    shapes: [
      ...drawYAxis(y, box, wishes.yLabel),
      ...x.ticks.flatMap((tick): Shape[] => {
        const at = toPixel(x, tick);
        return [
          drawLine(
            [
              [at, plotBottom],
              [at, plotBottom + look.tick],
            ],
            { paint: 'text', width: look.thin },
          ),
          {
            kind: 'text',
            x: at,
            y: plotBottom + look.tick + look.text,
            text: formatTick(tick),
            size: look.text,
            anchor: 'middle',
            paint: 'text',
          },
        ];
      }),
      drawLine(
        [
          [left, plotBottom],
          [right, plotBottom],
        ],
        { paint: 'text', width: look.thin },
      ),
      {
        kind: 'text',
        x: (left + right) / 2,
        y: labelAt,
        text: wishes.xLabel,
        size: look.text,
        anchor: 'middle',
        paint: 'text',
      },
    ],
  };
}

/** Room for the ticks' labels and the turned label. */
export function measureLeft(y: Axis, label: string): number {
  const widest = Math.max(0, ...y.ticks.map((tick) => measureText(formatTick(tick), look.text)));
  return (label ? look.text + look.gap + 2 : 2) + widest + look.gap;
}

/** Grid lines with their numbers, and the label along the axis. */
export function drawYAxis(y: Axis, box: Box, label: string): Shape[] {
  const lines = y.ticks.flatMap((tick): Shape[] => {
    const at = toPixel(y, tick);
    return [
      drawLine(
        [
          [box.left, at],
          [box.right, at],
        ],
        { paint: 'grid', width: look.thin },
      ),
      {
        kind: 'text',
        x: box.left - look.gap,
        y: at + look.text * 0.35,
        text: formatTick(tick),
        size: look.text,
        anchor: 'end',
        paint: 'text',
      },
    ];
  });
  if (!label) return lines;
  const middle = (box.top + box.bottom) / 2;
  const fitted = fitText(label, look.text, box.bottom - box.top + 20);
  const turned = { kind: 'text', x: look.text, y: middle, text: fitted, size: look.text, anchor: 'middle' } as const;
  return [...lines, { ...turned, isTurned: true, paint: 'text' }];
}

/** Leaves out ticks whose label would run into the one before. */
function keepApart(axis: Axis, ticks: readonly number[]): number[] {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.filter((tick) => {
    const half = measureText(formatTick(tick), look.text) / 2;
    const at = toPixel(axis, tick);
    if (at - half < end) return false;
    end = at + half + look.gap;
    return true;
  });
}

/** Four digits, a true minus sign, and powers for what would be long. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  const isLong = size !== 0 && (size < 1e-3 || size >= 1e6);
  const text = isLong
    ? size
        .toExponential(2)
        .replace(/\.?0+e/, 'e')
        .replace('e+', 'e')
    : String(Number(size.toPrecision(4)));
  return `${value < 0 ? '−' : ''}${text.replace('e-', 'e−')}`;
}
