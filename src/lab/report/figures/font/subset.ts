import type { TrueType } from './true-type.ts';

/** Tables that a PDF reader needs of a font whose glyphs are named by their numbers (PDF 1.7, 9.9). */
const keptTables = ['head', 'hhea', 'hmtx', 'maxp'] as const;
const [argumentsAreWords, hasScale, hasMore, hasTwoScales, hasMatrix] = [0x1, 0x8, 0x20, 0x40, 0x80];

/** The font with the outlines of these glyphs alone and those that they are put together from; glyphs keep their numbers. */
export function subsetTrueType(font: TrueType, glyphs: Iterable<number>): Uint8Array {
  const view = new DataView(font.bytes.buffer, font.bytes.byteOffset, font.bytes.byteLength);
  const outlines = font.tables.get('glyf')?.offset ?? 0;
  const kept = collectParts(font, view, outlines, glyphs);
  const places = new Uint8Array(4 * (font.glyphCount + 1));
  const placeView = new DataView(places.buffer);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let glyph = 0; glyph < font.glyphCount; glyph++) {
    placeView.setUint32(4 * glyph, length);
    if (!kept.has(glyph)) continue;
    const { start, end } = font.locate(glyph);
    const outline = new Uint8Array(Math.ceil((end - start) / 4) * 4);
    outline.set(font.bytes.subarray(outlines + start, outlines + end));
    parts.push(outline);
    length += outline.length;
  }
  placeView.setUint32(4 * font.glyphCount, length);
  const tables = new Map<string, Uint8Array>([
    ['glyf', Buffer.concat(parts)],
    ['loca', places],
    ...keptTables.map((tag): [string, Uint8Array] => [tag, copyTable(font, tag)]),
  ]);
  // The places above are 32 bits wide.
  const head = tables.get('head');
  if (head) new DataView(head.buffer, head.byteOffset).setInt16(50, 1);
  return writeTrueType(tables);
}

function collectParts(font: TrueType, view: DataView, outlines: number, glyphs: Iterable<number>): Set<number> {
  const kept = new Set<number>();
  const waiting = [0, ...glyphs];
  for (let glyph = waiting.pop(); glyph !== undefined; glyph = waiting.pop()) {
    if (kept.has(glyph)) continue;
    kept.add(glyph);
    const { start, end } = font.locate(glyph);
    if (end > start && view.getInt16(outlines + start) < 0) waiting.push(...listComponents(view, outlines + start));
  }
  return kept;
}

/** The glyphs that a composite glyph at an offset is put together from. */
function listComponents(view: DataView, at: number): number[] {
  const found: number[] = [];
  for (let place = at + 10, flags = hasMore; flags & hasMore; ) {
    flags = view.getUint16(place);
    found.push(view.getUint16(place + 2));
    const scale = flags & hasMatrix ? 8 : flags & hasTwoScales ? 4 : flags & hasScale ? 2 : 0;
    place += 4 + (flags & argumentsAreWords ? 4 : 2) + scale;
  }
  return found;
}

function copyTable(font: TrueType, tag: string): Uint8Array {
  const table = font.tables.get(tag);
  if (!table) throw new Error(`The font has no table ${tag}.`);
  return font.bytes.slice(table.offset, table.offset + table.length);
}

function writeTrueType(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tags = [...tables.keys()].sort();
  const power = Math.floor(Math.log2(tags.length));
  const directory = Buffer.alloc(12 + 16 * tags.length);
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(tags.length, 4);
  directory.writeUInt16BE(16 * 2 ** power, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(16 * tags.length - 16 * 2 ** power, 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (const [index, tag] of tags.entries()) {
    const table = tables.get(tag) ?? new Uint8Array();
    const padded = Buffer.alloc(Math.ceil(table.length / 4) * 4);
    padded.set(table);
    const at = 12 + 16 * index;
    directory.write(tag, at, 'latin1');
    directory.writeUInt32BE(sumTable(padded), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(table.length, at + 12);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}

function sumTable(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}
