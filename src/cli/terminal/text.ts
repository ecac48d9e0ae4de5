/** Text from files may hold control characters; they must not reach the terminal. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

/** Columns that a text takes; every character is counted as one. */
export function measureText(text: string): number {
  return Array.from(text).length;
}

/** The text in at most `width` columns, ending in "…" where it was cut. */
export function cutText(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}

/** Breaks text into lines of at most `width` columns, between words; a longer word stands alone. */
export function wrapText(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && measureText(last) + 1 + measureText(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
