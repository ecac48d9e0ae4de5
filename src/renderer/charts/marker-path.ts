import type { Marker } from './run-style.ts';

/** SVG path data of a marker around a point; `crossRot` is drawn by its stroke, the others are filled. */
export function markerPath(marker: Marker, x: number, y: number, radius: number): string {
  const at = (dx: number, dy: number): string => `${round(x + dx * radius)} ${round(y + dy * radius)}`;
  switch (marker) {
    case 'circle':
      return `M${at(-1, 0)}A${radius} ${radius} 0 1 0 ${at(1, 0)}A${radius} ${radius} 0 1 0 ${at(-1, 0)}Z`;
    case 'triangle':
      return `M${at(0, -1)}L${at(0.87, 0.5)}L${at(-0.87, 0.5)}Z`;
    case 'rect':
      return `M${at(-0.8, -0.8)}L${at(0.8, -0.8)}L${at(0.8, 0.8)}L${at(-0.8, 0.8)}Z`;
    case 'rectRot':
      return `M${at(0, -1)}L${at(1, 0)}L${at(0, 1)}L${at(-1, 0)}Z`;
    case 'crossRot':
      return `M${at(-0.8, -0.8)}L${at(0.8, 0.8)}M${at(-0.8, 0.8)}L${at(0.8, -0.8)}`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
