import { describe, expect, it } from 'vitest';
import { getScorer } from '../../../src/engine/evaluate/scorers/index.ts';
import { findFinalNumber } from '../../../src/engine/evaluate/scorers/number.ts';
import { catchAppError } from '../data/builders.ts';

describe('the exact scorer', () => {
  it.each([
    ['positive', 'positive', true],
    [' Positive\n', 'positive', true],
    ['negative', 'Negative', true],
    ['POSITIVE', 'positive', false],
    ['positive.', 'positive', false],
    ['positive or negative', 'positive', false],
    ['', 'positive', false],
    ['Sci/Tech', 'Sci/Tech', true],
    ['sci', 'Sci/Tech', true],
    ['Sci', 'Sci/Tech', false],
    ['sports', 'Sports', true],
    ['sci', 'Sports', false],
    ['constructor', 'toString', false],
  ])('answers %j to %j with %s', (response, expected, correct) => {
    expect(getScorer('exact').isCorrect(response, expected)).toBe(correct);
  });
});

describe('the number scorer', () => {
  it.each([
    ['The final answer is: 42', 42],
    ['3 and 4. The final answer is: 42. Then 7', 42],
    ['The final answer is: $1,234.50 or 9', 1234.5],
    ['The final answer is:42 and then 5', 5],
    ['The final answer is: none, after 3 steps 8', 3],
    ['12 of it. The final answer is: unknown', 12],
    ['The final answer is: x The final answer is: 9', 9],
    ['5 The final answer is: 6 The final answer is: 7', 6],
    ['the final answer is: 6, not 7', 7],
    ['it is -3', -3],
    ['10-3', -3],
    ['about .5', 5],
    ['72.', 72],
    ['1.2.3', 3],
    ['1,000,000', 1000000],
    ['no number', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, found) => {
    expect(findFinalNumber(text)).toBe(found);
  });

  it('compares as floats', () => {
    const { isCorrect } = getScorer('number');
    expect(isCorrect('so it is 72.00', 'a\nThe final answer is: 72')).toBe(true);
    expect(isCorrect('so it is 73', 'The final answer is: 72')).toBe(false);
    expect(isCorrect('I do not know', 'The final answer is: 72')).toBe(false);
  });

  it('refuses a row whose expected answer has no number', () => {
    const { checkExpected } = getScorer('number');
    expect(() => checkExpected('The final answer is: 3', 5)).not.toThrow();
    const error = catchAppError(() => checkExpected('three', 5));
    expect(error.code).toBe('evaluate/no-number');
    expect(error.message).toContain('Row 5');
  });
});
