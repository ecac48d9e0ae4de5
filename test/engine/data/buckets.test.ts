import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketFor, chooseBuckets } from '../../../src/engine/data/index.ts';
import { createEncoded } from './builders.ts';

const examples = fc.array(
  fc.integer({ min: 1, max: 300 }).chain((length) => fc.nat(length).map((prompt) => createEncoded(length, prompt))),
  { minLength: 1, maxLength: 40 },
);

describe('choosing buckets', () => {
  it('holds every batch in few shapes of the wanted multiple', () => {
    fc.assert(
      fc.property(
        examples,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 4 }),
        (all, batchSize, maxBuckets) => {
          const buckets = chooseBuckets(all, { batchSize, maxBuckets });
          expect(buckets.length).toBeGreaterThanOrEqual(1);
          expect(buckets.length).toBeLessThanOrEqual(maxBuckets);
          for (const { length, labelSlots } of buckets) expect([length % 8, labelSlots % 8]).toEqual([0, 0]);
          expect(bucketFor(buckets, all)).toBe(buckets.at(-1));
          for (const example of all)
            expect(bucketFor(buckets, [example]).length).toBeGreaterThanOrEqual(example.ids.length);
        },
      ),
    );
  });

  it('finds the cheapest cut when every length is a batch of its own', () => {
    // 90 short, 9 middle and 1 long example: with two shapes 24 and 200 the middle ones would cost the most.
    const lengths = [...Array(90).fill(20), ...Array(9).fill(90), 200];
    const all = lengths.map((length) => createEncoded(length, 5));
    expect(chooseBuckets(all, { batchSize: 1 }).map(({ length }) => length)).toEqual([24, 96, 200]);
    expect(chooseBuckets(all, { batchSize: 1, maxBuckets: 2 }).map(({ length }) => length)).toEqual([24, 200]);
  });

  it('makes no shape for lengths that hardly ever are the longest of a batch', () => {
    const all = [...Array(500).fill(20), ...Array(500).fill(60)].map((length) => createEncoded(length, 5));
    expect(chooseBuckets(all, { batchSize: 64 })).toEqual([{ length: 64, labelSlots: 56 }]);
  });

  it('makes one shape where all examples are alike', () => {
    expect(chooseBuckets([createEncoded(17, 12)], { batchSize: 10 })).toEqual([{ length: 24, labelSlots: 8 }]);
  });

  it('stays quick with thousands of distinct lengths', () => {
    const all = Array.from({ length: 5000 }, (_, index) => ({ ids: new Int32Array(10 + 8 * index), promptLength: 5 }));
    const startedAtMs = performance.now();
    const buckets = chooseBuckets(all, { batchSize: 4 });
    expect(bucketFor(buckets, all).length).toBeGreaterThanOrEqual(10 + 8 * 4999);
    expect(performance.now() - startedAtMs).toBeLessThan(5000);
  });
});
