import { readFileSync } from 'node:fs';
import { readTrueType, type TrueType } from './true-type.ts';

let font: TrueType | null = null;

/** The font of all figures: Arimo, which is as wide as Helvetica and Arial; Latin, Greek, Cyrillic and mathematical signs. */
export function getFigureFont(): TrueType {
  font ??= readTrueType(readFileSync(new URL('./arimo.ttf', import.meta.url)));
  return font;
}

/** The glyphs of a text in the figures' font; a character that it lacks is spelled as its number, such as [U+4E2D]. */
export function listGlyphs(text: string): { readonly glyph: number; readonly codePoint: number }[] {
  const { findGlyph } = getFigureFont();
  return Array.from(text.toWellFormed().replace(/\s/g, ' '), (character) => character.codePointAt(0) ?? 0).flatMap(
    (codePoint) => {
      const glyph = findGlyph(codePoint);
      if (glyph !== undefined) return [{ glyph, codePoint }];
      return Array.from(spellCodePoint(codePoint), (sign) => {
        const known = sign.codePointAt(0) ?? 0;
        return { glyph: findGlyph(known) ?? 0, codePoint: known };
      });
    },
  );
}

/** Width of a text in points at a size in points. */
export function measureText(text: string, size: number): number {
  const { getWidth, unitsPerEm } = getFigureFont();
  return (listGlyphs(text).reduce((sum, { glyph }) => sum + getWidth(glyph), 0) * size) / unitsPerEm;
}

/** The text, or as much of it as fits into a width with an ellipsis behind. */
export function fitText(text: string, size: number, width: number): string {
  if (measureText(text, size) <= width) return text;
  const signs = Array.from(text);
  while (signs.length > 0 && measureText(`${signs.join('').trimEnd()}…`, size) > width) signs.pop();
  return `${signs.join('').trimEnd()}…`;
}

/** "[U+4E2D]": what stands for a character that cannot be set. */
export function spellCodePoint(codePoint: number): string {
  return `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`;
}
