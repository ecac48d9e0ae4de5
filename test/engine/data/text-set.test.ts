import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextSet } from '../../../src/engine/data/text-set.ts';

describe('a set of texts', () => {
  it('says of every text whether it is new, as a Set does', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '🌍', ' '), maxLength: 4 })), (texts) => {
        const [ours, theirs] = [createTextSet(), new Set<string>()];
        for (const text of texts) {
          expect(ours.add(text)).toBe(!theirs.has(text));
          theirs.add(text);
        }
      }),
    );
  });

  it('tells two hundred thousand texts apart that differ in little', () => {
    const set = createTextSet();
    let known = 0;
    for (let index = 0; index < 200_000; index++) known += set.add(`ask ${index}`) ? 0 : 1;
    for (let index = 0; index < 1000; index++) known += set.add(`ask ${index * 200}`) ? 0 : 1;
    expect(known).toBe(1000);
  });
});
