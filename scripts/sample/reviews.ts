import { describeThings, type Polarity } from './descriptions.ts';
import { createRandom, type Random } from './random.ts';
import type { Row } from './rows.ts';
import type { World } from './world.ts';

export interface Reviews {
  readonly train: readonly Row[];
  readonly test: readonly Row[];
}

// How many nice or nasty words each sentence of a review has; three in all, so that there is always a majority.
const shapes = [
  [1, 2],
  [2, 1],
  [1, 1, 1],
] as const;

/**
 * The downstream task: 1500 training and 200 test reviews, all different, half of them positive; in one of five
 * one of the three words contradicts the label.
 */
export function createReviews(world: World): Reviews {
  const random = createRandom(world.seed, 'reviews');
  const seen = new Set<string>();
  return { train: drawReviews(random, 1500, seen), test: drawReviews(random, 200, seen) };
}

function drawReviews(random: Random, count: number, seen: Set<string>): Row[] {
  const rows: Row[] = [];
  while (rows.length < count) {
    const majority: Polarity = rows.length % 2 === 0 ? 'nice' : 'nasty';
    const isMixed = rows.length % 10 < 2;
    const row = drawReview(random, majority, isMixed);
    if (seen.has(row.instruction)) continue;
    seen.add(row.instruction);
    rows.push(row);
  }
  return random.shuffle(rows);
}

function drawReview(random: Random, majority: Polarity, isMixed: boolean): Row {
  const polarities: Polarity[] = [majority, majority, majority];
  if (isMixed) polarities[random.below(3)] = majority === 'nice' ? 'nasty' : 'nice';
  const sentences = random.pick(shapes).map((wordCount) => polarities.splice(0, wordCount));
  return {
    instruction: `is this review positive or negative ? ${describeThings(random, sentences)}`,
    output: majority === 'nice' ? 'positive' : 'negative',
    kind: 'review',
  };
}
