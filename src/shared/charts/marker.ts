import type { Marker } from './arm-style.ts';
import type { PathSegment } from './path.ts';

/** Distance of the control points that makes four Bézier curves a circle. */
const circleControl = 0.5523;

/** Outline of a marker around a point; `crossRot` is drawn by its stroke, the others are filled. */
export function outlineMarker(marker: Marker, x: number, y: number, radius: number): PathSegment[] {
  const at = (dx: number, dy: number): readonly [number, number] => [x + dx * radius, y + dy * radius];
  const trace = (...corners: readonly (readonly [number, number])[]): PathSegment[] =>
    corners.map(([dx, dy], index): PathSegment => [index === 0 ? 'M' : 'L', ...at(dx, dy)]);
  switch (marker) {
    case 'circle': {
      const c = circleControl;
      return [
        ['M', ...at(1, 0)],
        ['C', ...at(1, c), ...at(c, 1), ...at(0, 1)],
        ['C', ...at(-c, 1), ...at(-1, c), ...at(-1, 0)],
        ['C', ...at(-1, -c), ...at(-c, -1), ...at(0, -1)],
        ['C', ...at(c, -1), ...at(1, -c), ...at(1, 0)],
        ['Z'],
      ];
    }
    case 'triangle':
      return [...trace([0, -1], [0.87, 0.5], [-0.87, 0.5]), ['Z']];
    case 'rect':
      return [...trace([-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]), ['Z']];
    case 'rectRot':
      return [...trace([0, -1], [1, 0], [0, 1], [-1, 0]), ['Z']];
    case 'crossRot':
      return [...trace([-0.8, -0.8], [0.8, 0.8]), ...trace([-0.8, 0.8], [0.8, -0.8])];
  }
}
