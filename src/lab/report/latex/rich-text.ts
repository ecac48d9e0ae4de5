import { escapeLatex, escapeLatexWord } from '../../../shared/report/latex/escape.ts';
import { parseRichText, type RichBlock, type RichSpan } from '../../../shared/report/rich-text.ts';

/** Somebody's own text as LaTeX blocks; none without text. */
export function encodeRichText(text: string | undefined): string[] {
  return parseRichText(text ?? '').map(encodeBlock);
}

function encodeBlock(block: RichBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return encodeSpans(block.spans);
    case 'heading':
      return `\\subsection*{${encodeSpans(block.spans)}}`;
    case 'quote':
      return `\\begin{quote}\n${encodeSpans(block.spans)}\n\\end{quote}`;
    case 'list': {
      const kind = block.isOrdered ? 'enumerate' : 'itemize';
      return encodeList(block.items.map(encodeSpans), kind);
    }
    case 'code': {
      const lines = block.text.split('\n').map((line) => `\\texttt{${spellSpaces(line)}}`);
      return `\\begin{flushleft}\n\\small ${lines.join('\\\\\n')}\n\\end{flushleft}`;
    }
  }
}

/** Items that are LaTeX already. */
export function encodeList(items: readonly string[], kind: 'itemize' | 'enumerate' = 'itemize'): string {
  return [`\\begin{${kind}}`, ...items.map((item) => `\\item ${item}`), `\\end{${kind}}`].join('\n');
}

function encodeSpans(spans: readonly RichSpan[]): string {
  return spans
    .map((span) => {
      const text = keepEnds(span.text);
      switch (span.kind) {
        case 'text':
          return text;
        case 'strong':
          return `\\textbf{${text}}`;
        case 'emphasis':
          return `\\emph{${text}}`;
        case 'code':
          return `\\texttt{${text}}`;
        case 'link':
          return `${text} (\\texttt{${escapeLatexWord(span.address)}})`;
      }
    })
    .join('');
}

/** Spaces at the ends of a span part it from its neighbours. */
function keepEnds(text: string): string {
  return `${/^\s/.test(text) ? ' ' : ''}${escapeLatex(text)}${/\S\s$/.test(text) ? ' ' : ''}`;
}

/** Every space of a line of code, also the first ones; an empty line is a line. */
function spellSpaces(line: string): string {
  return line.split(/[ \t]/).map(escapeLatexWord).join('~') || '~';
}
