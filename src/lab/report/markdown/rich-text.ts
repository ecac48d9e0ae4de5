import { escapeMarkdown } from '../../../shared/report/markdown.ts';
import { parseRichText, type RichBlock, type RichSpan } from '../../../shared/report/rich-text.ts';

/** Somebody's own text as Markdown that means no more than the report's small Markdown does; no blocks without text. */
export function encodeRichText(text: string | undefined): string[] {
  return parseRichText(text ?? '').map(encodeBlock);
}

function encodeBlock(block: RichBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return guardLine(encodeSpans(block.spans));
    case 'heading':
      return `### ${encodeSpans(block.spans)}`;
    case 'quote':
      return `> ${guardLine(encodeSpans(block.spans))}`;
    case 'list':
      return block.items
        .map((item, index) => `${block.isOrdered ? `${index + 1}.` : '-'} ${guardLine(encodeSpans(item))}`)
        .join('\n');
    case 'code': {
      const longest = Math.max(2, ...(block.text.match(/`+/g) ?? []).map((run) => run.length));
      const fence = '`'.repeat(longest + 1);
      return `${fence}\n${block.text}\n${fence}`;
    }
  }
}

function encodeSpans(spans: readonly RichSpan[]): string {
  return spans
    .map((span) => {
      switch (span.kind) {
        case 'text':
          return escapeMarkdown(span.text);
        case 'strong':
          return `**${escapeMarkdown(span.text)}**`;
        case 'emphasis':
          return `*${escapeMarkdown(span.text)}*`;
        case 'code':
          return `\`${span.text}\``;
        case 'link':
          return `[${escapeMarkdown(span.text)}](${span.address})`;
      }
    })
    .join('');
}

/** A paragraph that begins like a list is none. */
function guardLine(text: string): string {
  return text.replace(/^([-+])(?=\s)/, '\\$1').replace(/^(\d+)([.)])(?=\s)/, '$1\\$2');
}
