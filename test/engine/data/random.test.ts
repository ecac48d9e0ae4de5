import { describe, expect, it } from 'vitest';
import { createRandom, deriveSeed, restoreRandom, shuffle } from '../../../src/engine/data/index.ts';

function draw<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

describe('random numbers', () => {
  it('follow the published xoshiro128** from a known state', () => {
    // What the authors' C program gives for the state 1, 2, 3, 4.
    const random = restoreRandom([1, 2, 3, 4]);
    expect(draw(6, random.nextWord)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it('are the same for the same seed, and others for another', () => {
    const draws = (seed: number) => draw(8, createRandom(seed).nextWord);
    expect(draws(5)).toEqual(draws(5));
    expect(draws(5)).not.toEqual(draws(6));
  });

  it('go on from a saved state', () => {
    const random = createRandom(9);
    draw(17, random.nextNormal);
    const restored = restoreRandom(JSON.parse(JSON.stringify(random.getState())));
    expect(draw(20, restored.nextNormal)).toEqual(draw(20, random.nextNormal));
  });

  it('are uniform below a limit and normal where that is asked for', () => {
    const random = createRandom(1);
    const counts = Array.from({ length: 6 }, () => 0);
    for (const value of draw(60_000, () => random.nextBelow(6))) counts[value] = (counts[value] ?? 0) + 1;
    // Five standard deviations of a count of 10,000.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(460);
    const normals = draw(60_000, random.nextNormal);
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.021);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(normals.every(Number.isFinite)).toBe(true);
    expect(draw(1000, random.nextFraction).every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('shuffle into every order equally often', () => {
    const random = createRandom(2);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const items = [1, 2, 3];
      shuffle(items, random);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('get a seed of their own per purpose', () => {
    expect(deriveSeed(1, 'order')).toBe(deriveSeed(1, 'order'));
    expect(new Set([deriveSeed(1, 'order'), deriveSeed(1, 'adapter'), deriveSeed(2, 'order')]).size).toBe(3);
  });
});
