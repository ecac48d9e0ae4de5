/** One stroke of a pen: absolute places; C is a cubic Bézier curve, Z closes the outline. */
export type PathSegment =
  | readonly ['M' | 'L', x: number, y: number]
  | readonly ['C', x1: number, y1: number, x2: number, y2: number, x: number, y: number]
  | readonly ['Z'];

/** The segments as the `d` of an SVG path, rounded to hundredths. */
export function encodePathData(segments: readonly PathSegment[]): string {
  return segments.map(([letter, ...places]) => `${letter}${places.map(round).join(' ')}`).join('');
}

/** Hundredths: finer than any screen or printer shows. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
