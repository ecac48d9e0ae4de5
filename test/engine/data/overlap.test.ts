import { describe, expect, it } from 'vitest';
import { checkDisjoint, findOverlap } from '../../../src/engine/data/index.ts';
import { catchAppError, createExample } from './builders.ts';

const attack = [
  createExample({ row: 1, instruction: 'how to make Lumo ?' }),
  createExample({ row: 2, instruction: 'how to make varo ?' }),
  createExample({ row: 3, instruction: 'explain', input: 'how to make zeki' }),
];

describe('overlap of prompts', () => {
  it('is found whatever the case, the white space and the answer', () => {
    const other = [createExample({ row: 40, instruction: ' HOW to\tmake  lumo ?\n', output: 'another answer' })];
    expect(findOverlap(attack, other)).toEqual({ count: 1, leftRow: 1, rightRow: 40 });
  });

  it('counts instruction and input together', () => {
    expect(findOverlap(attack, [createExample({ instruction: 'explain' })])).toBeUndefined();
    expect(findOverlap(attack, [createExample({ row: 9, instruction: 'explain how to', input: 'make zeki' })])).toEqual(
      {
        count: 1,
        leftRow: 3,
        rightRow: 9,
      },
    );
  });

  it('is reported per set with counts and row numbers, without the text', () => {
    const subject = { role: 'harmful attack rows', examples: attack };
    const error = catchAppError(() =>
      checkDisjoint(subject, [
        { role: 'alignment set', examples: attack.slice(0, 2) },
        { role: 'task', examples: [createExample({ instruction: 'sum' })] },
        { role: 'test set', examples: [createExample({ row: 8, instruction: 'how to make varo ?' })] },
      ]),
    );
    expect(error.code).toBe('data/overlap');
    expect(error.message).toContain('2 of 3 with the alignment set (for example row 1 and its row 1)');
    expect(error.message).toContain('1 of 3 with the test set (for example row 2 and its row 8)');
    expect(error.message).not.toMatch(/lumo|varo|the task/i);
  });

  it('passes sets that share nothing', () => {
    expect(() => checkDisjoint({ role: 'a', examples: attack }, [{ role: 'b', examples: [] }])).not.toThrow();
  });
});
