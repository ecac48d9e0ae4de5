import { describe, expect, it } from 'vitest';

import { createRandom } from '../../scripts/sample/random.ts';

describe('createRandom', () => {
  it('gives these numbers for seed 1, on every machine', () => {
    const random = createRandom(1, 'golden');
    expect(Array.from({ length: 6 }, () => random.below(1000))).toEqual([975, 65, 194, 745, 681, 487]);
  });

  it('gives other choices for another seed and for another stream', () => {
    const draw = (seed: number, name: string) => {
      const random = createRandom(seed, name);
      return Array.from({ length: 8 }, () => random.below(2 ** 32)).join(' ');
    };
    expect(new Set([draw(1, 'a'), draw(2, 'a'), draw(1, 'b')]).size).toBe(3);
    expect(draw(1, 'a')).toBe(draw(1, 'a'));
  });

  it('draws every number below the bound about equally often', () => {
    const random = createRandom(3, 'uniform');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let index = 0; index < 60_000; index += 1) {
      const value = random.below(6);
      counts[value] += 1;
    }
    // Six standard deviations of a count with mean 10,000 are about 550.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(550);
  });

  it('shuffles without losing or repeating an element and leaves the list as it was', () => {
    const list = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = createRandom(4, 'shuffle').shuffle(list);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
    expect(shuffled).not.toEqual(list);
    expect(list[0]).toBe(0);
  });
});
