import { makeAxis } from '../../../shared/charts/axis.ts';
import { getSequentialColour } from '../../../shared/charts/sequential-scale.ts';
import { formatNumber } from '../../../shared/report/format.ts';
import { describeMean } from './describe.ts';
import { type Box, drawBox, type Paint, type Shape, type TextShape } from './drawing.ts';
import type { HeatCell, HeatFigure } from './figure.ts';
import { fitText, measureText } from './font/figure-font.ts';
import { type Frame, look } from './frame.ts';
import type { LegendEntry } from './legend.ts';

const [shortestRow, tallestRow] = [17, 30];
const smallPrint = 5.5;
/** Of the colour scale below the cells. */
const scale = { parts: 40, width: 84, height: 5 };

/** Cells with their value and n on a colour of one scale, rows downwards as in the table beside it. */
export function drawHeat(figure: HeatFigure): { frame: Frame; shapes: Shape[]; legend: LegendEntry[] } {
  const top = 6;
  const left = look.text + look.gap + 2 + widest(figure.rows) + look.gap;
  const rowHeight = Math.min(tallestRow, Math.max(shortestRow, look.plotHeight / figure.rows.length));
  const box = { left, top, right: look.width - 8, bottom: top + rowHeight * figure.rows.length };
  const columnWidth = (box.right - box.left) / figure.columns.length;
  const middle = (index: number): number => box.left + columnWidth * (index + 0.5);
  const labels = box.bottom + look.text + look.gap;
  const name = labels + look.text + look.gap;
  const cells = figure.cells.flatMap((line, row) =>
    line.flatMap((cell, column) =>
      drawCell(cell, {
        box: {
          left: box.left + columnWidth * column,
          top: box.top + rowHeight * row,
          right: box.left + columnWidth * (column + 1),
          bottom: box.top + rowHeight * (row + 1),
        },
        figure,
        words: `${figure.yLabel} = ${figure.rows[row]}, ${figure.xLabel} = ${figure.columns[column]}`,
      }),
    ),
  );
  const key = drawScale(figure, name + look.gap + 3);
  return {
    frame: {
      x: makeAxis([], { isLog: false, range: { min: 0, max: figure.columns.length }, from: box.left, to: box.right }),
      y: makeAxis([], { isLog: false, range: { min: 0, max: figure.rows.length }, from: box.top, to: box.bottom }),
      box,
      bottom: key.bottom,
      shapes: [
        ...figure.rows.map((text, row) =>
          write(text, {
            x: box.left - look.gap,
            y: box.top + rowHeight * (row + 0.5) + look.text * 0.35,
            anchor: 'end',
          }),
        ),
        nameRows(figure.yLabel, box),
        ...figure.columns.map((text, column) =>
          write(fitText(text, look.text, columnWidth - 1), { x: middle(column), y: labels, anchor: 'middle' }),
        ),
        write(figure.xLabel, { x: (box.left + box.right) / 2, y: name, anchor: 'middle' }),
      ],
    },
    shapes: [...cells, ...key.shapes],
    legend: [],
  };
}

/** A symbol stands upright, a name reads upwards. */
function nameRows(label: string, box: Box): TextShape {
  const isSymbol = label.length <= 2;
  const y = (box.top + box.bottom) / 2 + (isSymbol ? look.text * 0.35 : 0);
  const text = isSymbol ? label : fitText(label, look.text, box.bottom - box.top + 20);
  const written = write(text, { x: isSymbol ? look.text * 0.7 : look.text, y, anchor: 'middle' });
  return isSymbol ? written : { ...written, isTurned: true };
}

interface CellPlace {
  readonly box: Box;
  readonly figure: HeatFigure;
  readonly words: string;
}

function drawCell(cell: HeatCell, { box, figure, words }: CellPlace): Shape[] {
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  // A rim of paper keeps cells of one colour apart.
  const rim = { paint: 'page', width: 0.8 } as const;
  if (!cell) {
    const empty = drawBox(box, { stroke: { paint: 'grid', width: look.thin } });
    return [
      { ...empty, words: `${words}: not measured` },
      write('–', { x, y: y + look.text * 0.35, anchor: 'middle' }),
    ];
  }
  const [min, max] = figure.range;
  const { background, ink } = getSequentialColour(cell.mean, { min, max });
  const seeds = cell.n === 1 ? 'one seed' : `${cell.n} seeds`;
  const room = box.right - box.left - 2;
  const [value, small] = [formatNumber(cell.mean), `n = ${cell.n}`];
  return [
    {
      ...drawBox(box, { fill: { paint: background }, stroke: rim }),
      words: `${words}: ${describeMean(cell.mean, cell.interval)}, ${seeds}`,
    },
    write(value, { x, y, anchor: 'middle', paint: ink, size: shrink(value, look.text, room) }),
    write(small, { x, y: y + look.text * 0.9, anchor: 'middle', paint: ink, size: shrink(small, smallPrint, room) }),
  ];
}

/** As large as the text may be in its cell: every cell says its value, however many there are. */
function shrink(text: string, size: number, room: number): number {
  return Math.min(size, Math.round(((size * room) / measureText(text, size)) * 10) / 10);
}

/** What the colours mean, from the lowest to the highest value. */
function drawScale({ range: [min, max], valueLabel }: HeatFigure, top: number): { shapes: Shape[]; bottom: number } {
  const texts = [formatNumber(min), formatNumber(max)] as const;
  const from = 6 + measureText(valueLabel, look.text) + 2 * look.gap + measureText(texts[0], look.text);
  const part = scale.width / scale.parts;
  const base = top + look.text * 0.85;
  const boxes = Array.from({ length: scale.parts }, (_, index) => {
    const value = min + ((max - min) * (index + 0.5)) / scale.parts;
    // Parts overlap a little, or paper would shine through between them.
    return drawBox(
      {
        left: from + part * index,
        top: top + 1,
        right: from + part * (index + 1) + 0.2,
        bottom: top + 1 + scale.height,
      },
      { fill: { paint: getSequentialColour(value, { min, max }).background } },
    );
  });
  return {
    shapes: [
      write(valueLabel, { x: 6, y: base, anchor: 'start' }),
      write(texts[0], { x: from - look.gap / 2, y: base, anchor: 'end' }),
      ...boxes,
      write(texts[1], { x: from + scale.width + look.gap / 2, y: base, anchor: 'start' }),
    ],
    bottom: top + look.text + look.gap,
  };
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => measureText(text, look.text)));
}

interface Writing {
  readonly x: number;
  readonly y: number;
  readonly anchor: TextShape['anchor'];
  readonly paint?: Paint;
  readonly size?: number;
}

function write(text: string, { x, y, anchor, paint = 'text', size = look.text }: Writing): TextShape {
  return { kind: 'text', x, y, text, size, anchor, paint };
}
