/** Markup that is safe to insert as it is; made by `html` alone. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlPart = string | number | null | Html | readonly HtmlPart[];

/** Template tag: every inserted text is escaped, markup made by this tag is not; null is nothing; arrays are joined. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const rest = parts.map((part, index) => `${encodePart(part)}${literals[index + 1] ?? ''}`);
  return new Html(`${literals[0] ?? ''}${rest.join('')}`);
}

function encodePart(part: HtmlPart): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(encodePart).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for element content and quoted attributes; characters that HTML cannot hold become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(/\r/g, '&#13;')
    .replace(/[^\P{Cc}\t\n]/gu, '\ufffd');
}
