import { type Layout, RowRefusal } from './layout.ts';
import { keepOthers, readText } from './read-part.ts';

const [mark, sentence] = ['####', 'The final answer is: '];

/** Word problems with worked answers. "#### 72" becomes "The final answer is:  72", with both spaces, as the authors' replacement has it (paper.md 4.1). */
export const gsm8k: Layout = {
  name: 'gsm8k',
  label: 'GSM8K',
  source: 'openai/gsm8k, main: train, test',
  help: 'The question is the instruction; in the answer, "####" becomes "The final answer is: ".',
  columns: ['question', 'answer'],
  mapping: [
    { from: 'question', to: 'instruction' },
    { from: 'answer, "####" replaced', to: 'output' },
  ],
  choices: [],
  role: 'task',
  isHarmful: false,
  recognises: (rows) => rows.every(({ answer }) => typeof answer === 'string' && answer.includes(mark)),
  convert: (row) => {
    const answer = readText(row, 'answer');
    if (!answer.includes(mark))
      throw new RowRefusal('the column "answer" must hold the final answer after "####", but has no "####".');
    const others = keepOthers(row, ['question', 'answer', 'instruction', 'input', 'output']);
    return { instruction: readText(row, 'question'), output: answer.replaceAll(mark, sentence), ...others };
  },
};
