import type { Evaluation } from '../../../shared/settings/evaluation.ts';

export type ScorerName = NonNullable<Evaluation['utility']>['scorer'];

/** Decides whether an answer to a task is correct. */
export interface Scorer {
  readonly name: ScorerName;
  /** Changes whenever a verdict could change. */
  readonly version: string;
  /** Checks, before anything is generated, that an answer can be compared with the expected text of a row. */
  readonly checkExpected: (expected: string, row: number) => void;
  readonly isCorrect: (response: string, expected: string) => boolean;
}
