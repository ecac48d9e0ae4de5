import type { Axis } from '../../../shared/charts/axis.ts';
import type { PathSegment } from '../../../shared/charts/path.ts';

/** A picture as plain data: SVG and PDF are written from this alone. Lengths are points (1/72 inch), y grows downwards. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Read to people who cannot see the picture. */
  readonly description: string;
  readonly shapes: readonly Shape[];
  /** The axes that the shapes with `line` lie on; a page reads values off them. */
  readonly axes?: { readonly x: Axis; readonly y: Axis };
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
  /** What a page says about this shape when somebody points at it, such as "SFT: 73.3 (49.7 to 96.5)". */
  readonly words?: string;
  /** Name of the line of which this shape joins the points. */
  readonly line?: string;
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
