import { describe, expect, it } from 'vitest';

import { createReviews } from '../../scripts/sample/reviews.ts';
import { nastyWords, niceWords } from '../../scripts/sample/words.ts';
import { createWorld, sampleWorldSeed } from '../../scripts/sample/world.ts';

const { train, test } = createReviews(createWorld(sampleWorldSeed));

describe('createReviews', () => {
  it('has 1500 training and 200 test reviews and no text twice, not even across the two', () => {
    expect([train.length, test.length]).toEqual([1500, 200]);
    expect(new Set([...train, ...test].map((row) => row.instruction)).size).toBe(1700);
  });

  it('labels each review with what most of its three words say', () => {
    for (const { instruction, output } of [...train, ...test]) {
      const words = instruction.split(' ');
      const niceCount = words.filter((word) => niceWords.includes(word)).length;
      const nastyCount = words.filter((word) => nastyWords.includes(word)).length;
      expect(niceCount + nastyCount).toBe(3);
      expect(output).toBe(niceCount > nastyCount ? 'positive' : 'negative');
    }
  });

  it('has two or three sentences after the question, and as many positive as negative labels', () => {
    for (const { instruction } of [...train, ...test]) {
      const review = instruction.slice(instruction.indexOf('?') + 2);
      expect([2, 3]).toContain(review.split(' .').length - 1);
    }
    expect(train.filter((row) => row.output === 'positive')).toHaveLength(750);
    expect(test.filter((row) => row.output === 'positive')).toHaveLength(100);
  });
});
