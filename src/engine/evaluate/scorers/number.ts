import { AppError } from '../../../shared/errors.ts';
import type { Scorer } from './scorer.ts';

const answerMark = 'The final answer is: ';

/** Optional minus, digits, an optional point, optional digits, as in paper.md 1.3; a full stop behind a number is absorbed. */
const numberPattern = /-?[0-9]+\.?[0-9]*/g;

/** The rule of GSM8K (paper.md 1.3): the final numbers of answer and expected text are equal as floats. */
export const number: Scorer = {
  name: 'number',
  version: '1',
  checkExpected: (expected, row) => {
    if (findFinalNumber(expected) !== undefined) return;
    throw new AppError(
      'evaluate/no-number',
      `Row ${row}: the scorer "number" needs a number in the expected answer, but found none; correct the row or choose the scorer "exact".`,
    );
  },
  isCorrect: (response, expected) => {
    const found = findFinalNumber(response);
    return found !== undefined && found === findFinalNumber(expected);
  },
};

/**
 * The number a text ends up with: commas are removed, then the first number between the first "The final answer is: "
 * and the next one counts, or else the last number of the whole text.
 */
export function findFinalNumber(text: string): number | undefined {
  const plain = text.replaceAll(',', '');
  const marked = plain.split(answerMark)[1]?.match(numberPattern)?.[0];
  const chosen = marked ?? plain.match(numberPattern)?.at(-1);
  return chosen === undefined ? undefined : Number.parseFloat(chosen);
}
