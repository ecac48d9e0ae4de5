import type { PathSegment } from '../../../shared/charts/path.ts';

/** A picture as plain data: SVG and PDF are written from this alone. Lengths are points (1/72 inch), y grows downwards. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Read to people who cannot see the picture. */
  readonly description: string;
  readonly shapes: readonly Shape[];
}

export type Shape = PathShape | TextShape | ClippedShapes;

/** An arm's own colour, an ink of the page, or a colour as #rrggbb. */
export type Paint = { readonly arm: number } | Ink | `#${string}`;
export type Ink = 'text' | 'grid' | 'page';

export interface PathShape {
  readonly kind: 'path';
  readonly segments: readonly PathSegment[];
  readonly stroke?: Stroke;
  readonly fill?: { readonly paint: Paint; readonly opacity?: number };
}

export interface Stroke {
  readonly paint: Paint;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface TextShape {
  readonly kind: 'text';
  /** Where the text starts, its middle or its end on the base line, by `anchor`. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Reads upwards. */
  readonly isTurned?: boolean;
  readonly paint: Paint;
}

/** Shapes of which only what lies in the box is seen. */
export interface ClippedShapes {
  readonly kind: 'clipped';
  readonly box: Box;
  readonly shapes: readonly Shape[];
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function drawLine(places: readonly (readonly [x: number, y: number])[], stroke: Stroke): PathShape {
  return { kind: 'path', segments: tracePlaces(places), stroke };
}

export function drawBox({ left, top, right, bottom }: Box, look: Pick<PathShape, 'stroke' | 'fill'>): PathShape {
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const;
  return { kind: 'path', segments: [...tracePlaces(corners), ['Z']], ...look };
}

/** A pen that goes from place to place. */
export function tracePlaces(places: readonly (readonly [x: number, y: number])[]): PathSegment[] {
  return places.map(([x, y], index): PathSegment => [index === 0 ? 'M' : 'L', x, y]);
}
