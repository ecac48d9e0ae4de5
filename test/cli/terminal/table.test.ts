import { describe, expect, it } from 'vitest';
import { renderPairs, renderTable } from '../../../src/cli/terminal/table.ts';
import { wrapText } from '../../../src/cli/terminal/text.ts';

describe('a table', () => {
  it('aligns its columns, numbers to the right', () => {
    const columns = [{ head: 'name' }, { head: 'runs', align: 'right' as const }];
    expect(
      renderTable({
        columns,
        rows: [
          ['one', '5'],
          ['another', '12'],
        ],
        width: 80,
      }),
    ).toBe(['name     runs', 'one         5', 'another    12'].join('\n'));
  });

  it('cuts its widest column to fit the width', () => {
    const columns = [{ head: 'id' }, { head: 'name' }];
    const lines = renderTable({ columns, rows: [['abc', 'a'.repeat(60)]], width: 30 }).split('\n');
    expect(lines.map((line) => Array.from(line).length)).toEqual([9, 30]);
    expect(lines[1]).toMatch(/^abc {2}a+…$/);
  });

  it('lets no control character of a name through', () => {
    expect(renderTable({ columns: [{ head: 'n' }], rows: [['a\u001B[31mb\n']], width: 80 })).toBe('n\na [31mb');
    expect(renderPairs([['Name', 'a\rb']])).toBe('Name  a b');
  });
});

describe('wrapped text', () => {
  it('breaks between words and keeps a long word whole', () => {
    expect(wrapText('one two three incomprehensibilities four', 10)).toBe(
      'one two\nthree\nincomprehensibilities\nfour',
    );
  });
});
