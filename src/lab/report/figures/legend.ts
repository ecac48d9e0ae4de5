import { getArmStyle } from '../../../shared/charts/arm-style.ts';
import { outlineMarker } from '../../../shared/charts/marker.ts';
import { drawLine, type PathShape, type Shape, type Stroke } from './drawing.ts';
import { fitText, measureText } from './font/figure-font.ts';
import { look } from './frame.ts';

export interface LegendEntry {
  readonly arm: number;
  readonly label: string;
  readonly sample: 'line' | 'dense' | 'second' | 'marker';
}

const sampleWidths = { line: 20, dense: 20, second: 20, marker: 6 } as const;
const rowHeight = 11;

/** The entries in rows from left to right; `bottom` is where the picture may end. */
export function drawLegend(entries: readonly LegendEntry[], top: number): { shapes: Shape[]; bottom: number } {
  let [left, middle] = [6, top + rowHeight / 2];
  const shapes = entries.flatMap(({ arm, label, sample }): Shape[] => {
    const sampleWidth = sampleWidths[sample];
    const text = fitText(label, look.text, look.width - 12 - sampleWidth - look.gap);
    const width = sampleWidth + look.gap + measureText(text, look.text);
    if (left > 6 && left + width > look.width - 6) [left, middle] = [6, middle + rowHeight];
    const start = left;
    left += width + 10;
    const center = start + sampleWidth / 2;
    return [
      ...(sample === 'marker'
        ? []
        : [
            drawLine(
              [
                [start, middle],
                [start + sampleWidth, middle],
              ],
              strokeArm(arm, sample),
            ),
          ]),
      ...(sample === 'second' ? [] : [drawMarker(arm, center, middle)]),
      {
        kind: 'text',
        x: start + sampleWidth + look.gap,
        y: middle + look.text * 0.35,
        text,
        size: look.text,
        anchor: 'start',
        paint: 'text',
      },
    ];
  });
  return { shapes, bottom: entries.length > 0 ? middle + rowHeight / 2 + 2 : top };
}

/** An arm's line: its own colour and dash; solid where points are dense, thin and dotted for its second one. */
export function strokeArm(arm: number, kind: Exclude<LegendEntry['sample'], 'marker'>): Stroke {
  // Dashes are declared for screens, where lines are thicker.
  const dashes = { line: getArmStyle(arm).dash.map((length) => length * 0.6), dense: [], second: [1, 1.6] };
  return { paint: { arm }, width: { line: look.thick, dense: 1, second: 0.8 }[kind], dash: dashes[kind] };
}

export function drawMarker(arm: number, x: number, y: number): PathShape {
  const { marker } = getArmStyle(arm);
  const segments = outlineMarker(marker, x, y, look.marker);
  if (marker === 'crossRot') return { kind: 'path', segments, stroke: { paint: { arm }, width: 1.1 } };
  // A rim of paper keeps markers apart that lie over each other.
  return { kind: 'path', segments, fill: { paint: { arm } }, stroke: { paint: 'page', width: 0.4 } };
}
