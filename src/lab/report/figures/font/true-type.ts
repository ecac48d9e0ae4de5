/** What drawing with a TrueType font needs of its file. */
export interface TrueType {
  readonly bytes: Uint8Array;
  readonly tables: ReadonlyMap<string, { readonly offset: number; readonly length: number }>;
  readonly unitsPerEm: number;
  readonly glyphCount: number;
  /** Left, bottom, right and top of all glyphs, in font units. */
  readonly box: readonly [number, number, number, number];
  readonly ascent: number;
  readonly descent: number;
  /** Undefined for a character that the font lacks. */
  readonly findGlyph: (codePoint: number) => number | undefined;
  /** Advance width in font units. */
  readonly getWidth: (glyph: number) => number;
  /** Where a glyph's outline lies in the table glyf; start equals end for one without an outline. */
  readonly locate: (glyph: number) => { readonly start: number; readonly end: number };
}

/** Reads a TrueType file with a cmap of format 4 (the basic plane). Throws a plain error where it is none: the font is our own. */
export function readTrueType(bytes: Uint8Array): TrueType {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, { offset: number; length: number }>();
  for (let index = 0; index < view.getUint16(4); index++) {
    const at = 12 + 16 * index;
    const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
    tables.set(tag, { offset: view.getUint32(at + 8), length: view.getUint32(at + 12) });
  }
  const find = (tag: string): number => {
    const table = tables.get(tag);
    if (!table) throw new Error(`The font has no table ${tag}.`);
    return table.offset;
  };
  const [head, hhea, hmtx, loca] = [find('head'), find('hhea'), find('hmtx'), find('loca')];
  const glyphCount = view.getUint16(find('maxp') + 4);
  const widthCount = view.getUint16(hhea + 34);
  const isLong = view.getInt16(head + 50) === 1;
  const readLoca = (glyph: number): number =>
    isLong ? view.getUint32(loca + 4 * glyph) : 2 * view.getUint16(loca + 2 * glyph);
  return {
    bytes,
    tables,
    unitsPerEm: view.getUint16(head + 18),
    glyphCount,
    box: [view.getInt16(head + 36), view.getInt16(head + 38), view.getInt16(head + 40), view.getInt16(head + 42)],
    ascent: view.getInt16(hhea + 4),
    descent: view.getInt16(hhea + 6),
    findGlyph: makeGlyphFinder(view, find('cmap')),
    getWidth: (glyph) => view.getUint16(hmtx + 4 * Math.min(glyph, widthCount - 1)),
    locate: (glyph) => ({ start: readLoca(glyph), end: readLoca(glyph + 1) }),
  };
}

function makeGlyphFinder(view: DataView, cmap: number): TrueType['findGlyph'] {
  const table = findFormat4(view, cmap);
  const segmentCount = view.getUint16(table + 6) / 2;
  const ends = table + 14;
  const starts = ends + 2 * segmentCount + 2;
  const deltas = starts + 2 * segmentCount;
  const ranges = deltas + 2 * segmentCount;
  const search = (codePoint: number): number | undefined => {
    for (let segment = 0; segment < segmentCount; segment++) {
      if (view.getUint16(ends + 2 * segment) < codePoint) continue;
      const start = view.getUint16(starts + 2 * segment);
      if (start > codePoint) return undefined;
      const delta = view.getUint16(deltas + 2 * segment);
      const range = view.getUint16(ranges + 2 * segment);
      const direct = range === 0 ? codePoint : view.getUint16(ranges + 2 * segment + range + 2 * (codePoint - start));
      const glyph = direct === 0 ? 0 : (direct + delta) & 0xffff;
      return glyph === 0 ? undefined : glyph;
    }
    return undefined;
  };
  const known = new Map<number, number | undefined>();
  return (codePoint) => {
    if (!known.has(codePoint)) known.set(codePoint, search(codePoint));
    return known.get(codePoint);
  };
}

function findFormat4(view: DataView, cmap: number): number {
  for (let index = 0; index < view.getUint16(cmap + 2); index++) {
    const table = cmap + view.getUint32(cmap + 4 + 8 * index + 4);
    if (view.getUint16(table) === 4) return table;
  }
  throw new Error('The font has no cmap of format 4.');
}
