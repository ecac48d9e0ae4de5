/** A text on one line, for a sentence: what a parser quotes from a file may hold line ends and control characters. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}
