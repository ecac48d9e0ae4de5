import { exact } from './exact.ts';
import { number } from './number.ts';
import type { Scorer, ScorerName } from './scorer.ts';

export type { Scorer, ScorerName } from './scorer.ts';

const scorers: Readonly<Record<ScorerName, Scorer>> = { exact, number };

export function getScorer(name: ScorerName): Scorer {
  return scorers[name];
}
