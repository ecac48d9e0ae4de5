/** A table in GitHub-flavoured Markdown; number columns are set right. */
export function encodeMarkdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numberColumns: ReadonlySet<number> = new Set(),
): string {
  const encodeRow = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rules = head.map((_, column) => (numberColumns.has(column) ? ' ---: |' : ' --- |')).join('');
  return [encodeRow(head), `|${rules}`, ...rows.map(encodeRow)].join('\n');
}

/** Text that means nothing but itself: no markup, no HTML, no new line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&');
}
