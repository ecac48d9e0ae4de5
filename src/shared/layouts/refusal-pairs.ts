import { type Layout, RowRefusal } from './layout.ts';
import { keepOthers, readText } from './read-part.ts';

const [questionMark, answerMark] = ['Question: ', '\nAnswer: '];

/**
 * The file of harmful answers with refusals from which the Booster authors align. Its refusal holds the question as well: what
 * stands before "\nAnswer: " (less "Question: ") is the instruction, what follows the target (paper.md 4.1).
 */
export const refusalPairs: Layout = {
  name: 'refusal-pairs',
  label: 'BeaverTails with refusals (pairs)',
  source: 'beavertails_with_refusals_train.json of representation-noising',
  help: 'Refusals: question and answer are read out of the refusal column. Harmful answers: the prompt with the response.',
  columns: ['prompt', 'response', 'refusal'],
  mapping: [
    { from: 'refusal, before "Answer:"', to: 'instruction (refusals)' },
    { from: 'refusal, after "Answer:"', to: 'output (refusals)' },
    { from: 'prompt', to: 'instruction (harmful answers)' },
    { from: 'response', to: 'output (harmful answers)' },
  ],
  choices: [
    { name: 'refusals', label: 'Refusals, for the alignment', role: 'alignment' },
    { name: 'harmful', label: 'Harmful answers, for defence or attack', role: 'harmful' },
  ],
  role: 'alignment',
  isHarmful: true,
  recognises: (rows) => rows.some(({ refusal }) => typeof refusal === 'string' && refusal.includes(answerMark)),
  convert: (row, choice) => {
    const others = keepOthers(row, ['instruction', 'input', 'output']);
    if (choice === 'harmful')
      return { instruction: readText(row, 'prompt'), output: readText(row, 'response'), ...others };
    const refusal = readText(row, 'refusal');
    const at = refusal.indexOf(answerMark);
    if (at < 0)
      throw new RowRefusal(
        'the column "refusal" must hold "Question: …" and, on a new line, "Answer: …", but has no answer.',
      );
    const output = refusal.slice(at + answerMark.length);
    if (output.trim() === '')
      throw new RowRefusal('the column "refusal" must hold a text after "Answer: ", but it is empty.');
    return { instruction: refusal.slice(0, at).replaceAll(questionMark, ''), output, ...others };
  },
};
