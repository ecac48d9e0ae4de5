import type { Scorer } from './scorer.ts';

/** Another answer that counts as an expected one (paper.md 1.3, AGNEWS); keys as in `normalise`. */
const aliases: ReadonlyMap<string, string> = new Map([['sci/Tech', 'sci']]);

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
    return normalise(response) === wanted || response.trim() === aliases.get(wanted);
  },
};

function normalise(text: string): string {
  const stripped = text.trim();
  return stripped.charAt(0).toLowerCase() + stripped.slice(1);
}
