import type { Marker } from '../../shared/charts/arm-style.ts';
import { outlineMarker } from '../../shared/charts/marker.ts';
import { encodePathData } from '../../shared/charts/path.ts';

/** SVG path data of a marker around a point; `crossRot` is drawn by its stroke, the others are filled. */
export function markerPath(marker: Marker, x: number, y: number, radius: number): string {
  return encodePathData(outlineMarker(marker, x, y, radius));
}
