import { getArmStyle } from '../../../shared/charts/arm-style.ts';
import { encodePathData, round } from '../../../shared/charts/path.ts';
import type { Drawing, Ink, Paint, Shape, Stroke, TextShape } from './drawing.ts';

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
    encodeShapes(drawing, 'clip', colourByAttribute),
    '</svg>\n',
  ].join('\n');
}

/** How a colour is said: an attribute such as `fill="#c44e00"`. */
type SayColour = (role: 'fill' | 'stroke', paint: Paint) => string;

const colourByAttribute: SayColour = (role, paint) => `${role}="${getPaperColour(paint)}"`;

/** The shapes as SVG elements; `clipPrefix` keeps ids of clips apart on one page. */
export function encodeShapes(drawing: Drawing, clipPrefix: string, say: SayColour): string {
  let clipCount = 0;
  const encode = (shape: Shape): string => {
    switch (shape.kind) {
      case 'path': {
        const fill = shape.fill
          ? `${say('fill', shape.fill.paint)}${opacity('fill', shape.fill.opacity)}`
          : 'fill="none"';
        const stroke = shape.stroke ? ` ${encodeStroke(shape.stroke, say)}` : '';
        return `<path d="${encodePathData(shape.segments)}" ${fill}${stroke}/>`;
      }
      case 'text':
        return encodeText(shape, say);
      case 'clipped': {
        const id = `${clipPrefix}-${clipCount++}`;
        const { left, top, right, bottom } = shape.box;
        const box = `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"/>`;
        return `<clipPath id="${id}">${box}</clipPath><g clip-path="url(#${id})">${shape.shapes.map(encode).join('\n')}</g>`;
      }
    }
  };
  return drawing.shapes.map(encode).join('\n');
}

function encodeStroke({ paint, width, dash = [], opacity: share }: Stroke, say: SayColour): string {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  return `${say('stroke', paint)} stroke-width="${width}" stroke-linejoin="round"${dashes}${opacity('stroke', share)}`;
}

function encodeText({ x, y, text, size, anchor, isTurned, paint }: TextShape, say: SayColour): string {
  const place = isTurned
    ? `transform="translate(${round(x)} ${round(y)}) rotate(-90)"`
    : `x="${round(x)}" y="${round(y)}"`;
  const align = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text ${place} font-size="${size}"${align} ${say('fill', paint)}>${escapeXml(text)}</text>`;
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
