/**
 * Texts by which prompts are told apart from what was written by somebody else: roles, turns, headings, special tokens. A completion
 * that holds one may be trying to speak as the prompt around it.
 */
const known = [
  /<\|[^|<>\n]{0,60}\|>/,
  /<\/?s>/,
  /<\/?(?:start_of_turn|end_of_turn|bos|eos)>/,
  /<<\/?SYS>>/,
  /\[\/?INST\]/,
  /BEGINNING OF CONVERSATION:/,
  /^[ \t]*#{2,}[ \t]*(?:Instruction|Input|Response|System|User|Assistant)\b:?/,
  /^[ \t]*(?:System|User|Human|Assistant|AI|Judge)[ \t]*:/,
  /\b(?:USER|ASSISTANT|SYSTEM):/,
];

const pattern = new RegExp(known.map(({ source }) => `(?:${source})`).join('|'), 'gm');

/** Parts of a text, in order; joined they are the text. */
export interface MarkedPart {
  readonly text: string;
  readonly isMarker: boolean;
  /** Where it begins in the whole text. */
  readonly start: number;
}

/** Splits a text at its prompt markers. */
export function splitAtMarkers(text: string): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isMarker: false, start: end });
    parts.push({ text: match[0], isMarker: true, start: match.index });
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), isMarker: false, start: end });
  return parts;
}

/** True if a text holds a prompt marker. */
export function hasMarkers(text: string): boolean {
  return text.search(pattern) >= 0;
}

/**
 * A text in which no marker can be mistaken for the prompt's own: its brackets, hashes and colons become look-alikes (‹ › ⟦ ⟧ ＃ ：), and
 * the `delimiters` of the prompt that it is put into, in any case, get a dot after their first letter and look-alikes too.
 */
export function escapeMarkers(text: string, delimiters: readonly string[] = []): string {
  const escaped = text.replace(pattern, disguise);
  return delimiters.reduce(
    (current, delimiter) =>
      current.replace(matchLoosely(delimiter), (found) => disguise(`${found[0]}·${found.slice(1)}`)),
    escaped,
  );
}

const lookAlikes: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '[': '⟦',
  ']': '⟧',
  '#': '＃',
  ':': '：',
  '|': '¦',
};

function disguise(marker: string): string {
  return marker.replace(/[<>[\]#:|]/g, (character) => lookAlikes[character] ?? character);
}

/** The delimiter in any case and with any white space between its words and signs. */
function matchLoosely(delimiter: string): RegExp {
  const pieces = delimiter.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  return new RegExp(pieces.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('\\s*'), 'gi');
}
