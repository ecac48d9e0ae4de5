import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderRichText } from '../../../src/lab/report/html/rich-text.ts';
import { encodeRichText } from '../../../src/lab/report/markdown/rich-text.ts';
import { parseRichText } from '../../../src/shared/report/rich-text.ts';

const sample = `First **bold**, *soft* and \`code\`
on two lines with a [link](https://example.org/a?b=1).

### A heading

- one
- two
  goes on

1. first
2. second

> said
> so

\`\`\`
<b>**not bold**</b>
\`\`\``;

describe('rich text', () => {
  it('knows paragraphs, headings, lists, quotes, code, and marks within a line', () => {
    expect(parseRichText(sample)).toEqual([
      {
        kind: 'paragraph',
        spans: [
          { kind: 'text', text: 'First ' },
          { kind: 'strong', text: 'bold' },
          { kind: 'text', text: ', ' },
          { kind: 'emphasis', text: 'soft' },
          { kind: 'text', text: ' and ' },
          { kind: 'code', text: 'code' },
          { kind: 'text', text: ' on two lines with a ' },
          { kind: 'link', text: 'link', address: 'https://example.org/a?b=1' },
          { kind: 'text', text: '.' },
        ],
      },
      { kind: 'heading', spans: [{ kind: 'text', text: 'A heading' }] },
      {
        kind: 'list',
        isOrdered: false,
        items: [[{ kind: 'text', text: 'one' }], [{ kind: 'text', text: 'two goes on' }]],
      },
      { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'first' }], [{ kind: 'text', text: 'second' }]] },
      { kind: 'quote', spans: [{ kind: 'text', text: 'said so' }] },
      { kind: 'code', text: '<b>**not bold**</b>' },
    ]);
  });

  it('means the same after it is written as Markdown and read again', () => {
    expect(parseRichText(encodeRichText(sample).join('\n\n'))).toEqual(parseRichText(sample));
  });

  it('loses no word and makes no element but its own, whatever is written', () => {
    const pieces = fc.constantFrom(
      '**',
      '*',
      '`',
      '- ',
      '> ',
      '# ',
      '1. ',
      '```',
      '<b>',
      '](',
      'javascript:alert(1)',
      '[x]',
      'wort',
      ' ',
      '\n',
      '\n\n',
      '"',
      '&',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const page = renderRichText(text)?.markup ?? '';
        const tags = [...page.matchAll(/<\/?([a-z0-9]+)/g)].map((match) => match[1]);
        const own = ['div', 'p', 'h3', 'blockquote', 'ul', 'ol', 'li', 'pre', 'code', 'strong', 'em', 'a'];
        expect(own).toEqual(expect.arrayContaining([...new Set(tags)]));
        expect(page).not.toMatch(/href="(?!https?:|mailto:)/);
        const words = (whole: string) => whole.split('wort').length;
        // The words behind ``` on one line name a language, as everywhere.
        expect(text.includes('```') || words(page) === words(text)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('makes links of web and mail addresses alone', () => {
    const page =
      renderRichText('[a](javascript:alert) [b](mailto:x@example.org) [c](https://e.org/"onx=1)')?.markup ?? '';
    expect([...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual(['mailto:x@example.org']);
  });
});
