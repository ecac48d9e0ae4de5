import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { computeKappa, countVerdicts, noConfusion } from '../../../src/lab/statistics/agreement.ts';

interface Case {
  readonly left: boolean[];
  readonly right: boolean[];
  readonly both: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  readonly neither: number;
  readonly kappa: number;
}

const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/statistics/agreement.json'), 'utf8'),
) as { cases: Case[] };

describe('agreement of two judges', () => {
  it.each(cases.map((each) => [each.left.length, each] as const))(
    'is what scikit-learn computes, n = %i',
    (_, each) => {
      const counts = each.left.reduce(
        (sum, left, index) => countVerdicts(sum, left, each.right[index] ?? false),
        noConfusion,
      );
      const { both, onlyLeft, onlyRight, neither } = each;
      expect(counts).toEqual({ both, onlyLeft, onlyRight, neither });
      expect(computeKappa(counts)).toBeCloseTo(each.kappa, 12);
    },
  );

  it('has no κ without answers, and none where both say the same of all', () => {
    expect(computeKappa(noConfusion)).toBeNull();
    expect(computeKappa({ both: 9, onlyLeft: 0, onlyRight: 0, neither: 0 })).toBeNull();
  });
});
