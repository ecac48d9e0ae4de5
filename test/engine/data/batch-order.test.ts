import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchOrder } from '../../../src/engine/data/index.ts';
import { catchAppError } from './builders.ts';

const options = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  batchSize: fc.integer({ min: 1, max: 50 }),
  seed: fc.nat(),
  shuffle: fc.boolean(),
});

describe('the order of batches', () => {
  it('hands out every example once per epoch, the last batch smaller', () => {
    fc.assert(
      fc.property(options, (chosen) => {
        const order = createBatchOrder(chosen);
        for (let epoch = 0; epoch < 3; epoch++) {
          const batches = Array.from({ length: order.batchesPerEpoch }, () => [...order.next()]);
          expect(batches.flat().sort((left, right) => left - right)).toEqual([...Array(chosen.count).keys()]);
          for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(chosen.batchSize);
          expect(order.getPosition()).toEqual({ epoch: epoch + 1, offset: 0 });
        }
      }),
    );
  });

  it('goes on the same way after being restored anywhere', () => {
    fc.assert(
      fc.property(options, fc.nat(60), (chosen, steps) => {
        const order = createBatchOrder(chosen);
        for (let step = 0; step < steps; step++) order.next();
        const restored = createBatchOrder(chosen);
        restored.restore(JSON.parse(JSON.stringify(order.getPosition())));
        for (let step = 0; step < 5; step++) expect(restored.next()).toEqual(order.next());
      }),
    );
  });

  it('keeps the order of the data without shuffling', () => {
    const order = createBatchOrder({ count: 5, batchSize: 2, seed: 1, shuffle: false });
    expect([1, 2, 3, 4].map(() => [...order.next()])).toEqual([[0, 1], [2, 3], [4], [0, 1]]);
  });

  it('draws a new order in each epoch and for each seed', () => {
    const epochs = (seed: number) => {
      const order = createBatchOrder({ count: 50, batchSize: 50, seed, shuffle: true });
      return [1, 2, 3].map(() => order.next().join());
    };
    expect(epochs(1)).toEqual(epochs(1));
    expect(new Set([...epochs(1), ...epochs(2)]).size).toBe(6);
  });

  it('refuses a saved position that does not fit', () => {
    const order = createBatchOrder({ count: 5, batchSize: 2, seed: 1, shuffle: true });
    for (const position of [
      { epoch: 0, offset: 5 },
      { epoch: -1, offset: 0 },
      { epoch: 0, offset: 0.5 },
    ]) {
      expect(catchAppError(() => order.restore(position)).code).toBe('data/bad-position');
    }
  });
});
