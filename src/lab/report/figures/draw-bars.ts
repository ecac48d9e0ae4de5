import { makeAxis, toPixel } from '../../../shared/charts/axis.ts';
import { drawBox, drawLine, type Shape } from './drawing.ts';
import { describeMean } from './describe.ts';
import type { BarFigure, FigureBar } from './figure.ts';
import { fitText, measureText } from './font/figure-font.ts';
import { drawYAxis, type Frame, look, measureLeft } from './frame.ts';
import { drawMarker, type LegendEntry } from './legend.ts';

const lineHeight = 9;
const mostRows = 3;
/** Room for labels that read upwards. */
const turnedRoom = 84;

/** Bars by condition and arm on 0 to 100 %, with the mean's marker, the interval as a whisker and a dot for each seed. */
export function drawBars(figure: BarFigure): { frame: Frame; shapes: Shape[]; legend: LegendEntry[] } {
  const top = 6;
  const bottom = top + look.plotHeight;
  const y = makeAxis([], { isLog: false, range: { min: 0, max: 100 }, from: bottom, to: top, tickCount: 5 });
  const box = { left: measureLeft(y, figure.yLabel), top, right: look.width - 8, bottom };
  const slot = (box.right - box.left) / Math.max(1, figure.categories.length);
  const labels = drawCategories(figure.categories, { left: box.left, bottom, slot });
  const barWidth = Math.min(22, (slot * 0.8) / Math.max(1, figure.bars.length));
  const bars = figure.bars.flatMap(({ arm, label, values }, index) =>
    values.flatMap((value, category) => {
      const middle = box.left + slot * (category + 0.5) + barWidth * (index - (figure.bars.length - 1) / 2);
      const name = `${label}, ${figure.categories[category] ?? ''}`;
      return drawBar(value, { arm, name, middle, width: barWidth * 0.86, toY: (it) => toPixel(y, it), base: bottom });
    }),
  );
  const inside = { ...box, top: box.top - 3, bottom: box.bottom + 3 };
  return {
    frame: {
      x: makeAxis([], { isLog: false, range: { min: 0, max: 1 }, from: box.left, to: box.right }),
      y,
      box,
      bottom: labels.bottom,
      shapes: [...drawYAxis(y, box, figure.yLabel), ...labels.shapes],
    },
    shapes: [
      { kind: 'clipped', box: inside, shapes: bars },
      drawLine(
        [
          [box.left, bottom],
          [box.right, bottom],
        ],
        { paint: 'text', width: look.thin },
      ),
    ],
    legend: figure.bars.map(({ arm, label }) => ({ arm, label, sample: 'marker' })),
  };
}

function drawBar(
  value: FigureBar,
  place: { arm: number; name: string; middle: number; width: number; toY: (value: number) => number; base: number },
): Shape[] {
  if (!value) return [];
  const { arm, name, middle, width, toY, base } = place;
  const [left, right, mean] = [middle - width / 2, middle + width / 2, toY(value.mean)];
  const words = `${name}: ${describeMean(value.mean, value.interval)}, ${value.seeds.length === 1 ? 'one seed' : `${value.seeds.length} seeds`}`;
  const bar = drawBox(
    { left, top: mean, right, bottom: base },
    { fill: { paint: { arm }, opacity: 0.25 }, stroke: { paint: { arm }, width: 0.8 } },
  );
  const dots = value.seeds.map((seed, index): Shape => {
    const x = middle + ((index + 0.5) / value.seeds.length - 0.5) * width * 0.7;
    const [top, radius] = [toY(seed), 0.8];
    return drawBox(
      { left: x - radius, top: top - radius, right: x + radius, bottom: top + radius },
      { fill: { paint: { arm }, opacity: 0.8 } },
    );
  });
  return [
    { ...bar, words },
    ...dots,
    ...drawWhisker(value, { middle, half: Math.min(3.5, width / 3), toY }),
    { ...drawMarker(arm, middle, mean), words },
  ];
}

function drawWhisker(
  { interval }: NonNullable<FigureBar>,
  { middle, half, toY }: { middle: number; half: number; toY: (value: number) => number },
): Shape[] {
  if (!interval) return [];
  const stroke = { paint: 'text', width: 0.9 } as const;
  const [low, high] = [toY(interval.low), toY(interval.high)];
  return [
    drawLine(
      [
        [middle, low],
        [middle, high],
      ],
      stroke,
    ),
    ...[low, high].map((end) =>
      drawLine(
        [
          [middle - half, end],
          [middle + half, end],
        ],
        stroke,
      ),
    ),
  ];
}

/** Labels below their slots: in up to three lines, or reading upwards where that does not do. */
function drawCategories(
  categories: readonly string[],
  { left, bottom, slot }: { left: number; bottom: number; slot: number },
): { shapes: Shape[]; bottom: number } {
  const wrapped = categories.map((label) => wrapText(label, slot - 3));
  const center = (index: number): number => left + slot * (index + 0.5);
  const isTurned = wrapped.some((rows) => rows === null);
  if (isTurned) {
    const texts = categories.map((label) => fitText(label, look.text, turnedRoom));
    const longest = Math.max(0, ...texts.map((text) => measureText(text, look.text)));
    const shapes = texts.map(
      (text, index): Shape => ({
        kind: 'text',
        x: center(index) + look.text * 0.35,
        y: bottom + look.gap,
        text,
        size: look.text,
        anchor: 'end',
        isTurned,
        paint: 'text',
      }),
    );
    return { shapes, bottom: bottom + longest + 2 * look.gap };
  }
  const rowCount = Math.max(1, ...wrapped.map((rows) => rows?.length ?? 0));
  const shapes = wrapped.flatMap((rows, index) =>
    (rows ?? []).map(
      (text, row): Shape => ({
        kind: 'text',
        x: center(index),
        y: bottom + look.text + look.gap + row * lineHeight,
        text,
        size: look.text,
        anchor: 'middle',
        paint: 'text',
      }),
    ),
  );
  return { shapes, bottom: bottom + look.text + look.gap + (rowCount - 1) * lineHeight + look.gap };
}

/** Lines no wider than `width`, broken after commas; null where that takes more than three or a part is too wide. */
function wrapText(text: string, width: number): string[] | null {
  const rows: string[] = [];
  for (const part of text.split(/(?<=,) /)) {
    if (measureText(part, look.text) > width) return null;
    const joined = rows.length > 0 ? `${rows.at(-1)} ${part}` : part;
    if (rows.length > 0 && measureText(joined, look.text) <= width) rows[rows.length - 1] = joined;
    else rows.push(part);
  }
  return rows.length <= mostRows ? rows : null;
}
