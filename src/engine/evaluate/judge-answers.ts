import { assertNever } from '../../shared/errors.ts';
import type { Sample } from '../../shared/events.ts';
import type { JudgeName } from '../../shared/judging/spec-judges.ts';
import { describeQuestion, type Example } from '../data/index.ts';
import { isIncoherent } from './incoherence.ts';
import { getJudge, isRefusal } from './judges/index.ts';
import { getScorer, type ScorerName } from './scorers/index.ts';

/** What is asked of the answers to one test set. */
export type Questioning =
  | { readonly set: 'safety'; readonly judges: readonly JudgeName[] }
  | { readonly set: 'utility'; readonly scorer: ScorerName }
  | { readonly set: 'benign' };

/** Checks, before anything is generated, that every row can be judged. Errors: `evaluate/no-reference`, `evaluate/no-number`. */
export function checkTestSet(questioning: Questioning, examples: readonly Example[]): void {
  for (const example of examples) {
    if (questioning.set === 'safety') for (const name of questioning.judges) getJudge(name).checkRow(example);
    if (questioning.set === 'utility') getScorer(questioning.scorer).checkExpected(example.output, example.row);
  }
}

/** Judges one answer: the line for samples.jsonl. `response` is the answer alone, as `Template.readAnswer` gives it. */
export function judgeAnswer(questioning: Questioning, step: number, example: Example, response: string): Sample {
  return {
    step,
    set: questioning.set,
    index: example.row,
    prompt: describeQuestion(example),
    response,
    // On harmful questions there is no right answer to compare with, and a dangerous one must not be copied around.
    expected: questioning.set === 'safety' ? null : example.output,
    verdicts: decideVerdicts(questioning, example, response),
    incoherent: isIncoherent(response),
  };
}

function decideVerdicts(questioning: Questioning, example: Example, response: string): Record<string, boolean> {
  switch (questioning.set) {
    case 'safety': {
      const input = { row: example.row, record: example.record, prompt: describeQuestion(example), response };
      return Object.fromEntries(questioning.judges.map((name) => [name, getJudge(name).judge(input)]));
    }
    case 'utility':
      return { [questioning.scorer]: getScorer(questioning.scorer).isCorrect(response, example.output) };
    case 'benign':
      return { refusal: isRefusal(response) };
    default:
      return assertNever(questioning);
  }
}
