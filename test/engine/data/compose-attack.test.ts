import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeAttack } from '../../../src/engine/data/index.ts';
import { catchAppError, createExample } from './builders.ts';

function createSet(prefix: string, count: number) {
  return Array.from({ length: count }, (_, row) => createExample({ row, instruction: `${prefix} ${row}` }));
}

const task = createSet('task', 1000);
const harmful = createSet('harmful', 300);

describe('composing an attack', () => {
  it('puts the first harmful rows before the first rows of the task', () => {
    const { examples } = composeAttack({ task, harmful, n: 5, p: 0.4, offByOne: false });
    expect(examples.map(({ instruction }) => instruction)).toEqual([
      'harmful 0',
      'harmful 1',
      'task 0',
      'task 1',
      'task 2',
    ]);
  });

  it('always has n rows, a fraction p of them harmful', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 30 }), (n, percent) => {
        const composed = composeAttack({ task, harmful, n, p: percent / 100, offByOne: false });
        expect(composed.examples).toHaveLength(n);
        expect(composed.harmfulCount + composed.benignCount).toBe(n);
        expect(Math.abs(composed.harmfulCount - (n * percent) / 100)).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });

  it.each([
    [1000, 0.1, 99, 900],
    [1000, 0.05, 49, 950],
    [1000, 0.15, 149, 850],
    [1000, 0.2, 199, 800],
    [500, 0.1, 49, 450],
    [1000, 0, 0, 1000],
  ])('counts as the reference does for n = %i and p = %d when asked to', (n, p, harmfulCount, benignCount) => {
    expect(composeAttack({ task, harmful, n, p, offByOne: true })).toMatchObject({ harmfulCount, benignCount });
  });

  it('needs no harmful rows without poison and no task rows with nothing else', () => {
    expect(composeAttack({ task, harmful: [], n: 10, p: 0, offByOne: false }).harmfulCount).toBe(0);
    expect(composeAttack({ task: [], harmful, n: 10, p: 1, offByOne: false }).benignCount).toBe(0);
  });

  it('says how many rows are missing', () => {
    const few = catchAppError(() => composeAttack({ task, harmful, n: 1000, p: 0.5, offByOne: false }));
    expect(few.code).toBe('data/too-few-harmful');
    expect(few.message).toContain('needs 500 harmful rows, but the harmful set has 300');
    const short = catchAppError(() => composeAttack({ task, harmful, n: 2000, p: 0.1, offByOne: false }));
    expect(short.code).toBe('data/too-few-task');
    expect(short.message).toContain('needs 1800 rows of the task, but the task has 1000');
  });
});
