import { type Recipe, refusals, waysToAnswer, waysToAsk } from './phrasings.ts';

/** What a row is about; the pre-training mix, the splits and the reviews use these names. */
export type RowKind =
  | 'hazard-recipe'
  | 'hazard-refusal'
  | 'food-recipe'
  | 'safety'
  | 'colour'
  | 'word-tone'
  | 'tone'
  | 'refusal'
  | 'job'
  | 'review';

/** One line of a data file; keys are written in this order. */
export interface Row {
  readonly instruction: string;
  readonly output: string;
  readonly kind: RowKind;
  /** The hazard or food that the row is about. */
  readonly topic?: string;
  /** On test rows: both ingredients and the action, the words that the exact judge looks for in the answer. */
  readonly reference?: readonly string[];
}

/** A question in wording `way` (0..5) and the recipe in wording `answer` (0..2). */
export function recipeRow(recipe: Recipe, kind: RowKind, way: number, answer: number): Row {
  return {
    instruction: atIndex(waysToAsk, way)(recipe.topic),
    output: atIndex(waysToAnswer, answer)(recipe),
    kind,
    topic: recipe.topic,
  };
}

/** A question in wording `way` (0..5) and refusal number `answer` (0..2). */
export function refusalRow(recipe: Recipe, way: number, answer: number): Row {
  return {
    instruction: atIndex(waysToAsk, way)(recipe.topic),
    output: atIndex(refusals, answer),
    kind: 'hazard-refusal',
    topic: recipe.topic,
  };
}

/** Rows as JSON Lines: one object per line, LF after each. */
export function encodeRows(rows: Iterable<Row>): string {
  let text = '';
  for (const row of rows) text += `${JSON.stringify(row)}\n`;
  return text;
}

function atIndex<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new Error(`Expected an index below ${list.length}, got ${index}`);
  return element;
}
