import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layouts, recogniseLayouts, RowRefusal } from '../../../src/shared/layouts/index.ts';

/** What a cell may hold, with the texts that layouts look for among them. */
const cell = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'true',
    'FALSE',
    '1',
    '-1',
    '#### 7',
    'Question: a\nAnswer: b',
    '\nAnswer: ',
    'Question: a\nAnswer:  ',
  ),
);

describe.each(layouts.map((layout) => ({ name: layout.name, layout })))('the layout $name', ({ layout }) => {
  it('makes an example of any row, leaves it out, or says in one sentence what is wrong with it', () => {
    const row = fc
      .tuple(
        fc.record(Object.fromEntries(layout.columns.map((name) => [name, cell]))),
        fc.dictionary(fc.string(), cell),
      )
      .map(([own, more]) => ({ ...more, ...own }));
    const choice = fc.constantFrom(...(layout.choices.length > 0 ? layout.choices.map(({ name }) => name) : ['']));
    fc.assert(
      fc.property(row, choice, (source, chosen) => {
        const outcome = convert(source, chosen);
        if (typeof outcome === 'string') return /^(?:the column|the label) [^\n]+\.$/.test(outcome);
        return (
          outcome === null ||
          (typeof outcome['instruction'] === 'string' &&
            typeof outcome['output'] === 'string' &&
            ['string', 'undefined'].includes(typeof outcome['input']))
        );
      }),
      { numRuns: 500 },
    );
  });

  it('says of any rows whether they are its own', () => {
    const rows = fc.array(fc.record(Object.fromEntries(layout.columns.map((name) => [name, cell]))), { minLength: 1 });
    fc.assert(
      fc.property(rows, (found) => {
        expect(Array.isArray(recogniseLayouts(found))).toBe(true);
      }),
    );
  });

  /** The sentence of a refusal. */
  function convert(source: Record<string, unknown>, chosen: string) {
    try {
      return layout.convert(source, chosen);
    } catch (error) {
      if (error instanceof RowRefusal) return error.message;
      throw error;
    }
  }
});
