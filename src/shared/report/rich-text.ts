/**
 * The small Markdown of texts in reports: paragraphs, "### headings", "- " and "1. " lists, "> " quotes, ``` blocks of code; inside
 * a line **bold**, *emphasis*, `code` and [links](https://…). Nothing else has a meaning: HTML is text, and pictures are links.
 */
export type RichBlock =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly spans: readonly RichSpan[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly RichSpan[])[] }
  | { readonly kind: 'code'; readonly text: string };

export type RichSpan =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly address: string };

/** Reads a text; every text is one, and none of its words is lost. */
export function parseRichText(text: string): RichBlock[] {
  const blocks: RichBlock[] = [];
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    if (line.startsWith('```')) {
      const end = lines.findIndex((other, index) => index > at && /^```\s*$/.test(other));
      const stop = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') });
      at = stop + 1;
      continue;
    }
    const kind = classify(line);
    let stop = at + 1;
    // A line that begins nothing new goes on with what it follows.
    while (stop < lines.length && continues(kind, lines[stop] ?? '')) stop += 1;
    blocks.push(makeBlock(kind, lines.slice(at, stop)));
    at = stop;
  }
  return blocks;
}

type LineKind = 'paragraph' | 'heading' | 'quote' | 'bullets' | 'numbers' | 'code';

const bullet = /^\s{0,3}[-*+]\s+/;
const number = /^\s{0,3}\d{1,9}[.)]\s+/;
const heading = /^#{1,6}\s+/;
const quote = /^\s{0,3}>\s?/;

function classify(line: string): LineKind {
  if (line.startsWith('```')) return 'code';
  if (heading.test(line)) return 'heading';
  if (quote.test(line)) return 'quote';
  if (bullet.test(line)) return 'bullets';
  return number.test(line) ? 'numbers' : 'paragraph';
}

function continues(kind: LineKind, next: string): boolean {
  if (kind === 'heading' || next.trim() === '') return false;
  const other = classify(next);
  return other === kind || (other === 'paragraph' && kind !== 'quote');
}

function makeBlock(kind: LineKind, lines: readonly string[]): RichBlock {
  if (kind === 'bullets' || kind === 'numbers') {
    const mark = kind === 'bullets' ? bullet : number;
    const items: string[] = [];
    for (const line of lines) {
      if (mark.test(line)) items.push(line.replace(mark, ''));
      else items[items.length - 1] += ` ${line.trim()}`;
    }
    return { kind: 'list', isOrdered: kind === 'numbers', items: items.map(parseSpans) };
  }
  const mark = kind === 'heading' ? heading : kind === 'quote' ? quote : /^/;
  const text = lines.map((line) => line.replace(mark, '').trim()).join(' ');
  return { kind: kind === 'code' ? 'paragraph' : kind, spans: parseSpans(text) };
}

const span =
  /`([^`]+)`|\*\*(\S(?:.*?\S)?)\*\*|\*(\S(?:[^*]*?\S)?)\*|\[([^\][]+)\]\((https?:\/\/[^\s()<>"']+|mailto:[^\s()<>"']+)\)/g;

/** Marks within a line; marks do not nest. */
function parseSpans(text: string): RichSpan[] {
  const spans: RichSpan[] = [];
  let from = 0;
  for (const match of text.matchAll(span)) {
    if (match.index > from) spans.push({ kind: 'text', text: text.slice(from, match.index) });
    const [whole, code, strong, emphasis, label, address] = match;
    if (code !== undefined) spans.push({ kind: 'code', text: code });
    else if (strong !== undefined) spans.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) spans.push({ kind: 'emphasis', text: emphasis });
    else if (label !== undefined && address !== undefined) spans.push({ kind: 'link', text: label, address });
    from = match.index + whole.length;
  }
  if (from < text.length) spans.push({ kind: 'text', text: text.slice(from) });
  return spans;
}
