import { deflateSync } from 'node:zlib';
import type { PathSegment } from '../../../shared/charts/path.ts';
import type { Drawing, PathShape, Shape, TextShape } from './drawing.ts';
import { getPaperColour } from './encode-svg.ts';
import { getFigureFont, listGlyphs, measureText } from './font/figure-font.ts';
import { subsetTrueType } from './font/subset.ts';
import { PdfWriter } from './pdf-writer.ts';

/**
 * A picture as a PDF of one page of its size: paths stay paths, and the letters used are embedded, so that it can be put into a
 * paper. The same drawing gives the same bytes.
 */
export function encodePdf(drawing: Drawing): Uint8Array {
  const used = new Map<number, number>();
  const opacities = new Set<number>();
  const content = [
    // PDF has y upwards.
    `1 0 0 -1 0 ${write(drawing.height)} cm 1 j`,
    ...drawing.shapes.map((shape) => encodeShape(shape, used, opacities)),
  ].join('\n');
  const pdf = new PdfWriter();
  const states = [...opacities].map((share) => `/${nameOpacity(share)} << /ca ${share} /CA ${share} >>`);
  const page = pdf.reserve();
  const pages = pdf.add(`<< /Type /Pages /Kids [${page} 0 R] /Count 1 >>`);
  const stream = pdf.addStream('', deflateSync(content));
  const font = embedFont(pdf, used);
  pdf.fill(
    page,
    `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${write(drawing.width)} ${write(drawing.height)}] /Contents ${stream} 0 R /Resources << /Font << /F ${font} 0 R >> /ExtGState << ${states.join(' ')} >> >> >>`,
  );
  const catalog = pdf.add(`<< /Type /Catalog /Pages ${pages} 0 R /Lang (en) >>`);
  const title = encodeUtf16(drawing.title);
  const subject = encodeUtf16(drawing.description);
  const information = pdf.add(`<< /Title ${title} /Subject ${subject} /Producer (Booster Lab) >>`);
  return pdf.finish(catalog, information);
}

function encodeShape(shape: Shape, used: Map<number, number>, opacities: Set<number>): string {
  switch (shape.kind) {
    case 'path':
      return encodePath(shape, opacities);
    case 'text':
      return encodeText(shape, used);
    case 'clipped': {
      const { left, top, right, bottom } = shape.box;
      const inner = shape.shapes.map((it) => encodeShape(it, used, opacities)).join('\n');
      return `q ${writeAll([left, top, right - left, bottom - top])} re W n\n${inner}\nQ`;
    }
  }
}

function encodePath({ segments, stroke, fill }: PathShape, opacities: Set<number>): string {
  const share = (value: number | undefined): string => {
    if (value === undefined || value === 1) return '';
    opacities.add(value);
    return `/${nameOpacity(value)} gs `;
  };
  const path = segments.map(encodeSegment).join(' ');
  // One after the other: their opacities may differ.
  const filled = fill ? [`q ${share(fill.opacity)}${encodeColour(fill.paint)} rg ${path} f Q`] : [];
  const stroked = stroke
    ? [
        `q ${share(stroke.opacity)}${encodeColour(stroke.paint)} RG ${write(stroke.width)} w [${writeAll(stroke.dash ?? [])}] 0 d ${path} S Q`,
      ]
    : [];
  return [...filled, ...stroked].join('\n');
}

function encodeSegment([letter, ...places]: PathSegment): string {
  const operator = { M: 'm', L: 'l', C: 'c', Z: 'h' }[letter];
  return places.length > 0 ? `${writeAll(places)} ${operator}` : operator;
}

function encodeText({ x, y, text, size, anchor, isTurned, paint }: TextShape, used: Map<number, number>): string {
  const glyphs = listGlyphs(text);
  for (const { glyph, codePoint } of glyphs) used.set(glyph, codePoint);
  const shift = { start: 0, middle: 0.5, end: 1 }[anchor] * measureText(text, size);
  // The page is upside down, so letters are turned over again.
  const matrix = isTurned ? [0, -1, -1, 0, x, y + shift] : [1, 0, 0, -1, x - shift, y];
  const codes = glyphs.map(({ glyph }) => glyph.toString(16).padStart(4, '0')).join('');
  return `BT ${encodeColour(paint)} rg /F ${write(size)} Tf ${writeAll(matrix)} Tm <${codes}> Tj ET`;
}

/** The letters used as a font whose codes are glyph numbers, with a table from codes to characters for search and copy. */
function embedFont(pdf: PdfWriter, used: ReadonlyMap<number, number>): number {
  const font = getFigureFont();
  const scale = (value: number): number => Math.round((value * 1000) / font.unitsPerEm);
  const glyphs = [...used.keys()].sort((left, right) => left - right);
  const file = subsetTrueType(font, glyphs);
  const program = pdf.addStream(`/Length1 ${file.length}`, deflateSync(file));
  const name = `${tagSubset(glyphs)}+Arimo`;
  const descriptor = pdf.add(
    `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${font.box.map(scale).join(' ')}] /ItalicAngle 0 /Ascent ${scale(font.ascent)} /Descent ${scale(font.descent)} /CapHeight 716 /StemV 80 /FontFile2 ${program} 0 R >>`,
  );
  const widths = glyphs.map((glyph) => `${glyph} [${scale(font.getWidth(glyph))}]`).join(' ');
  const descendant = pdf.add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /CIDToGIDMap /Identity /W [${widths}] >>`,
  );
  const unicode = pdf.addStream('', deflateSync(writeUnicodeTable(used)));
  return pdf.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R >>`,
  );
}

/** Six letters that tell this choice of glyphs from others (PDF 1.7, 9.6.4). */
function tagSubset(glyphs: readonly number[]): string {
  let hash = 0;
  for (const glyph of glyphs) hash = (hash * 31 + glyph + 1) % 26 ** 6;
  return Array.from({ length: 6 }, (_, place) => String.fromCharCode(65 + (Math.floor(hash / 26 ** place) % 26))).join(
    '',
  );
}

function writeUnicodeTable(used: ReadonlyMap<number, number>): string {
  const rows = [...used].map(([glyph, codePoint]) => `<${hex(glyph)}> <${hex(codePoint)}>`);
  // At most 100 in one block (Adobe technical note 5014).
  const blocks = Array.from({ length: Math.ceil(rows.length / 100) }, (_, index) => {
    const block = rows.slice(100 * index, 100 * (index + 1));
    return `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`;
  });
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <FFFF> endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0').toUpperCase();
}

function encodeColour(paint: Parameters<typeof getPaperColour>[0]): string {
  const colour = getPaperColour(paint);
  return [1, 3, 5].map((at) => write(Number.parseInt(colour.slice(at, at + 2), 16) / 255)).join(' ');
}

function nameOpacity(share: number): string {
  return `O${Math.round(share * 1000)}`;
}

function encodeUtf16(text: string): string {
  const bytes = Buffer.from(`\ufeff${text.toWellFormed()}`, 'utf16le').swap16();
  return `<${bytes.toString('hex')}>`;
}

function writeAll(values: readonly number[]): string {
  return values.map(write).join(' ');
}

/** PDF knows no exponents. */
function write(value: number): string {
  return String(Number(value.toFixed(3)));
}
