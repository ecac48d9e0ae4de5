import { drawBars } from './draw-bars.ts';
import { drawHeat } from './draw-heat.ts';
import { drawLines } from './draw-lines.ts';
import { drawScatter } from './draw-scatter.ts';
import type { Drawing, Shape } from './drawing.ts';
import type { Figure } from './figure.ts';
import { type Frame, look } from './frame.ts';
import { drawLegend, type LegendEntry } from './legend.ts';

/** A chart as a picture. On a page whose charts share a legend it is left out. */
export function drawFigure(figure: Figure, { hasLegend = true }: { readonly hasLegend?: boolean } = {}): Drawing {
  const { frame, shapes, legend } = drawKind(figure);
  const { x, y } = frame;
  const below = drawLegend(hasLegend ? legend : [], frame.bottom);
  return {
    width: look.width,
    height: below.bottom,
    title: figure.title,
    description: figure.description,
    shapes: [...frame.shapes, ...shapes, ...below.shapes],
    ...(figure.kind === 'lines' ? { axes: { x, y } } : {}),
  };
}

function drawKind(figure: Figure): { frame: Frame; shapes: Shape[]; legend: LegendEntry[] } {
  switch (figure.kind) {
    case 'lines':
      return drawLines(figure);
    case 'bars':
      return drawBars(figure);
    case 'heat':
      return drawHeat(figure);
    case 'scatter':
      return drawScatter(figure);
  }
}
