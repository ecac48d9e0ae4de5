import type { Random } from './random.ts';
import { niceWords, nastyWords, things } from './words.ts';

export type Polarity = 'nice' | 'nasty';

/** One to three short sentences; `polarities` holds one entry per nice or nasty word, grouped by sentence. */
export function describeThings(random: Random, polarities: readonly (readonly Polarity[])[]): string {
  return polarities.map((sentence) => describeThing(random, random.pick(things), sentence)).join(' ');
}

/** One sentence about `thing` with one or two nice or nasty words; "but" stands between two that differ. */
export function describeThing(random: Random, thing: string, polarities: readonly Polarity[]): string {
  const [first, second] = polarities;
  if (first === undefined) throw new Error('a sentence needs at least one polarity');
  const word = pickWord(random, first);
  if (second !== undefined) {
    return `the ${thing} was ${word} ${first === second ? 'and' : 'but'} ${pickWord(random, second)} .`;
  }
  return random.pick([`the ${thing} was ${word} .`, `i found the ${thing} ${word} .`, `it was a ${word} ${thing} .`]);
}

function pickWord(random: Random, polarity: Polarity): string {
  return random.pick(polarity === 'nice' ? niceWords : nastyWords);
}
