import { parseRichText, type RichBlock, type RichSpan } from '../../../shared/report/rich-text.ts';
import { type Html, html } from './html.ts';

/** Somebody's own text as markup: its words are escaped, and its marks become elements of this file alone; null without text. */
export function renderRichText(text: string | undefined): Html | null {
  const blocks = parseRichText(text ?? '');
  return blocks.length === 0 ? null : html`<div class="prose">${blocks.map(renderBlock)}</div>`;
}

function renderBlock(block: RichBlock): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${renderSpans(block.spans)}</p>`;
    case 'heading':
      return html`<h3>${renderSpans(block.spans)}</h3>`;
    case 'quote':
      return html`<blockquote><p>${renderSpans(block.spans)}</p></blockquote>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${renderSpans(item)}</li>`);
      return block.isOrdered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'code':
      return html`<pre tabindex="0" role="region" aria-label="Code"><code>${block.text}</code></pre>`;
  }
}

function renderSpans(spans: readonly RichSpan[]): Html[] {
  return spans.map((span) => {
    switch (span.kind) {
      case 'text':
        return html`${span.text}`;
      case 'strong':
        return html`<strong>${span.text}</strong>`;
      case 'emphasis':
        return html`<em>${span.text}</em>`;
      case 'code':
        return html`<code>${span.text}</code>`;
      case 'link':
        return html`<a href="${span.address}" rel="noopener noreferrer">${span.text}</a>`;
    }
  });
}
