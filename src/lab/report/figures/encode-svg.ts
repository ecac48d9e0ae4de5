import { getArmStyle } from '../../../shared/charts/arm-style.ts';
import { encodePathData, round } from '../../../shared/charts/path.ts';
import type { Drawing, Ink, Paint, PathShape, Shape, Stroke, TextShape } from './drawing.ts';

/** Inks on white paper; text at 7:1 and more. */
export const paperInks: Readonly<Record<Ink, string>> = { text: '#3a424b', grid: '#e3e6ea', page: '#ffffff' };

/** A colour as #rrggbb on white paper. */
export function getPaperColour(paint: Paint): string {
  if (typeof paint === 'object') return getArmStyle(paint.arm).light;
  return paint === 'text' || paint === 'grid' || paint === 'page' ? paperInks[paint] : paint;
}

/** A picture as an SVG file of its own, on white. */
export function encodeSvg(drawing: Drawing): string {
  const { width, height, title, description } = drawing;
  const size = `width="${round(width)}pt" height="${round(height)}pt" viewBox="0 0 ${round(width)} ${round(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="title description" font-family="Arimo, 'Liberation Sans', Helvetica, Arial, sans-serif">`,
    `<title id="title">${escapeXml(title)}</title><desc id="description">${escapeXml(description)}</desc>`,
    `<rect width="100%" height="100%" fill="${paperInks.page}"/>`,
    encodeShapes(drawing, { clipPrefix: 'clip', colour: getPaperColour, hasWords: false }),
    '</svg>\n',
  ].join('\n');
}

/** What differs between a file of its own and a picture on a page. */
export interface SvgPlace {
  /** Keeps the ids of clips apart on one page. */
  readonly clipPrefix: string;
  /** A colour as the value of `fill` and `stroke`. */
  readonly colour: (paint: Paint) => string;
  /** Whether shapes carry their words, for a script. */
  readonly hasWords: boolean;
}

/** The shapes as SVG elements. */
export function encodeShapes(drawing: Drawing, place: SvgPlace): string {
  let clipCount = 0;
  const encode = (shape: Shape): string => {
    switch (shape.kind) {
      case 'path': {
        const fill = shape.fill
          ? `fill="${place.colour(shape.fill.paint)}"${opacity('fill', shape.fill.opacity)}`
          : 'fill="none"';
        const stroke = shape.stroke ? ` ${encodeStroke(shape.stroke, place)}` : '';
        return `<path d="${encodePathData(shape.segments)}" ${fill}${stroke}${place.hasWords ? encodeWords(shape) : ''}/>`;
      }
      case 'text':
        return encodeText(shape, place);
      case 'clipped': {
        const id = `${place.clipPrefix}-${clipCount++}`;
        const { left, top, right, bottom } = shape.box;
        const box = `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"/>`;
        return `<clipPath id="${id}">${box}</clipPath><g clip-path="url(#${id})">${shape.shapes.map(encode).join('\n')}</g>`;
      }
    }
  };
  return drawing.shapes.map(encode).join('\n');
}

function encodeWords({ words, line }: PathShape): string {
  if (line !== undefined) return ` data-line="${escapeXml(line)}"`;
  return words === undefined ? '' : ` data-words="${escapeXml(words)}"`;
}

function encodeStroke({ paint, width, dash = [], opacity: share }: Stroke, { colour }: SvgPlace): string {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  return `stroke="${colour(paint)}" stroke-width="${width}" stroke-linejoin="round"${dashes}${opacity('stroke', share)}`;
}

function encodeText({ x, y, text, size, anchor, isTurned, paint }: TextShape, { colour }: SvgPlace): string {
  const place = isTurned
    ? `transform="translate(${round(x)} ${round(y)}) rotate(-90)"`
    : `x="${round(x)}" y="${round(y)}"`;
  const align = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text ${place} font-size="${size}"${align} fill="${colour(paint)}">${escapeXml(text)}</text>`;
}

function opacity(role: 'fill' | 'stroke', share: number | undefined): string {
  return share === undefined || share === 1 ? '' : ` ${role}-opacity="${share}"`;
}

/** Text for elements and attributes; characters that XML cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[^\P{Cc}\t\n]|[\ufffe\uffff]/gu, '\ufffd');
}
