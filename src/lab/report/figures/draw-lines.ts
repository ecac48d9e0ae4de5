import { toPixel } from '../../../shared/charts/axis.ts';
import { type PathSegment } from '../../../shared/charts/path.ts';
import { type PathShape, type Shape, tracePlaces } from './drawing.ts';
import type { FigureLine, LineFigure } from './figure.ts';
import { type Frame, layOutFrame } from './frame.ts';
import { drawMarker, type LegendEntry, strokeArm } from './legend.ts';

/** Beyond this many points a line has six markers instead of one at each point. */
const densePoints = 20;
const densestDashes = 60;

/** Lines with bands and markers; seeds are thin and lie below the means. */
export function drawLines(figure: LineFigure): { frame: Frame; shapes: Shape[]; legend: LegendEntry[] } {
  const { lines, yRange } = figure;
  const frame = layOutFrame({
    ...figure,
    xValues: lines.flatMap((line) => line.x),
    yValues: lines.flatMap((line) =>
      [...line.y, ...(line.band?.low ?? []), ...(line.band?.high ?? [])].filter((value) => value !== null),
    ),
    xRange: null,
    yRange: yRange && { min: yRange[0], max: yRange[1] },
  });
  const seeds = lines.filter((line) => line.seed !== null);
  const means = lines.filter((line) => line.seed === null);
  const inside = [
    ...means.flatMap((line) => drawBand(line, frame)),
    ...seeds.map((line) => drawSeed(line, frame, seeds.length > 12)),
    ...means.map(
      (line): Shape => ({
        kind: 'path',
        segments: tracePoints(line.x, line.y, frame),
        stroke: strokeArm(line.arm, pickKind(line)),
        line: line.label,
      }),
    ),
  ];
  return {
    frame,
    shapes: [
      { kind: 'clipped', box: frame.box, shapes: inside },
      // Markers on the border are drawn whole.
      ...means.filter((line) => !line.isSecond).flatMap((line) => drawMarkers(line, frame)),
    ],
    legend: listEntries(lines),
  };
}

function listEntries(lines: readonly FigureLine[]): LegendEntry[] {
  const entries = new Map<string, LegendEntry>();
  for (const line of lines) {
    if (line.seed !== null) continue;
    const [{ arm, label }, sample] = [line, pickKind(line)];
    entries.set(`${arm}/${sample}`, { arm, label, sample });
  }
  return [...entries.values()];
}

/** Dashes of a jagged line cannot be seen. */
function pickKind({ isSecond, x }: FigureLine): 'line' | 'dense' | 'second' {
  if (isSecond) return 'second';
  return x.length > densestDashes ? 'dense' : 'line';
}

function drawSeed(line: FigureLine, frame: Frame, isCrowded: boolean): PathShape {
  return {
    kind: 'path',
    segments: tracePoints(line.x, line.y, frame),
    stroke: { paint: { arm: line.arm }, width: 0.5, opacity: isCrowded ? 0.25 : 0.4 },
    line: `${line.label}, seed ${line.seed}`,
  };
}

function drawBand({ arm, x, band }: FigureLine, frame: Frame): PathShape[] {
  if (!band) return [];
  const stretches: (readonly [x: number, low: number, high: number])[][] = [[]];
  for (const [index, place] of x.entries()) {
    const low = band.low[index] ?? null;
    const high = band.high[index] ?? null;
    if (low === null || high === null) stretches.push([]);
    else stretches.at(-1)?.push([place, low, high]);
  }
  return stretches
    .filter((stretch) => stretch.length > 0)
    .map((stretch): PathShape => {
      const lower = stretch.map(([place, low]) => [toPixel(frame.x, place), toPixel(frame.y, low)] as const);
      const upper = stretch.map(([place, , high]) => [toPixel(frame.x, place), toPixel(frame.y, high)] as const);
      const outline: PathSegment[] = [...tracePlaces([...lower, ...upper.reverse()]), ['Z']];
      return { kind: 'path', segments: outline, fill: { paint: { arm }, opacity: 0.15 } };
    });
}

/** The pen is lifted at each gap. */
function tracePoints(x: readonly number[], y: readonly (number | null)[], frame: Frame): PathSegment[] {
  let isDown = false;
  return y.flatMap((value, index): PathSegment[] => {
    const letter = isDown ? 'L' : 'M';
    isDown = value !== null;
    return value === null ? [] : [[letter, toPixel(frame.x, x[index] ?? 0), toPixel(frame.y, value)]];
  });
}

function drawMarkers({ arm, x, y }: FigureLine, frame: Frame): PathShape[] {
  const spacing = x.length > densePoints ? Math.floor(x.length / 6) : 1;
  return x.flatMap((place, index) => {
    const value = y[index] ?? null;
    if (value === null || index % spacing !== Math.floor(spacing / 2)) return [];
    const [left, top] = [toPixel(frame.x, place), toPixel(frame.y, value)];
    const isOutside = top < frame.box.top - 1 || top > frame.box.bottom + 1;
    return isOutside ? [] : [drawMarker(arm, left, top)];
  });
}
