import { type Layout, RowRefusal } from './layout.ts';
import { findWhole, keepOthers, readText, readWhole } from './read-part.ts';

/** As the Booster authors ask it (paper.md 4.1). */
export const sst2Instruction = 'Analyze the sentiment of the input, and respond only positive or negative';

const answers = ['negative', 'positive'];

/** Sentences of film reviews; the authors test on the validation split. */
export const sst2: Layout = {
  name: 'sst2',
  label: 'SST-2',
  source: 'stanfordnlp/sst2 (also sst2 of glue): train, validation',
  help: 'The sentence is the input of one fixed instruction; the label becomes "negative" or "positive".',
  columns: ['sentence', 'label'],
  mapping: [
    { from: 'the same for every row', to: 'instruction' },
    { from: 'sentence', to: 'input' },
    { from: 'label (0, 1)', to: 'output (negative, positive)' },
  ],
  choices: [],
  role: 'task',
  isHarmful: false,
  recognises: (rows) => rows.every((row) => [0, 1, -1].includes(findWhole(row, 'label') ?? Number.NaN)),
  convert: (row) => {
    const label = readWhole(row, 'label');
    const output = answers[label];
    if (output === undefined)
      throw new RowRefusal(
        label === -1
          ? 'the label is -1, so the row has no answer: the published test split has none, use the validation split.'
          : `the label must be 0 or 1, but is ${label}.`,
      );
    const others = keepOthers(row, ['sentence', 'instruction', 'input', 'output']);
    return { instruction: sst2Instruction, input: readText(row, 'sentence'), output, ...others };
  },
};
