import type { Scorer } from './scorer.ts';

/** Other answers that count as an expected one (paper.md 1.3, AGNEWS); keys as in `normalise`. */
const aliases: Readonly<Record<string, readonly string[]>> = { 'sci/Tech': ['sci'] };

/**
 * The rule of SST2 and AGNEWS (paper.md 1.3): the stripped answer equals the expected one, where the first letter may
 * be large or small. Everything after it must agree exactly.
 */
export const exact: Scorer = {
  name: 'exact',
  version: '1',
  checkExpected: () => undefined,
  isCorrect: (response, expected) => {
    const wanted = normalise(expected);
    return normalise(response) === wanted || (aliases[wanted] ?? []).includes(response.trim());
  },
};

function normalise(text: string): string {
  const stripped = text.trim();
  return stripped.charAt(0).toLowerCase() + stripped.slice(1);
}
