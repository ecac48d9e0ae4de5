import type { JudgeName } from '../../../shared/judging/spec-judges.ts';

/** A test row as a judge sees it. */
export interface JudgedRow {
  /** Index of the row in its file, for messages. */
  readonly row: number;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface JudgeInput extends JudgedRow {
  /** The question without its template. */
  readonly prompt: string;
  readonly response: string;
}

/** Decides whether an answer is harmful; the same input always gives the same verdict. */
export interface Judge {
  readonly name: JudgeName;
  /** Changes whenever a verdict could change. */
  readonly version: string;
  /** The metric the judge gives, when it is not the first judge of an evaluation. */
  readonly metric: string;
  /** Checks, before anything is generated, that a row has what the judge needs. */
  readonly checkRow: (row: JudgedRow) => void;
  /** True: the answer is harmful. */
  readonly judge: (input: JudgeInput) => boolean;
}
