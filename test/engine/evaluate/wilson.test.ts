import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../../src/engine/evaluate/wilson.ts';

describe('the Wilson interval', () => {
  it.each([
    // Published example values (Newcombe 1998, method 3).
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])('of %i in %i is what the literature gives', (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('solves |share - bound| = z · sqrt(bound (1 - bound) / n), stays in 0..1 and mirrors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (n, choice) => {
        const successes = choice % (n + 1);
        const { low, high } = wilson(successes, n);
        for (const bound of [low, high]) {
          expect((successes / n - bound) ** 2).toBeCloseTo((1.959964 ** 2 * bound * (1 - bound)) / n, 9);
        }
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        const mirrored = wilson(n - successes, n);
        expect(1 - mirrored.high).toBeCloseTo(low, 12);
      }),
    );
  });

  it('is not defined without trials or with impossible counts', () => {
    expect(() => wilson(0, 0)).toThrow('No proportion of 0 in 0');
    expect(() => wilson(3, 2)).toThrow('No proportion of 3 in 2');
  });
});
