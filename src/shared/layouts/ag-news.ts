import { type Layout, RowRefusal } from './layout.ts';
import { findWhole, keepOthers, readText, readWhole } from './read-part.ts';

/** As the Booster authors ask it, with the line end that it ends in (paper.md 4.1). */
export const agNewsInstruction =
  'Categorize the news article given in the input into one of the 4 categories:\n\nWorld\nSports\nBusiness\nSci/Tech\n';

const answers = ['World', 'Sports', 'Business', 'Sci/Tech'];

/** News in four categories. */
export const agNews: Layout = {
  name: 'ag-news',
  label: 'AG News',
  source: 'fancyzhx/ag_news: train, test',
  help: 'The article is the input of one fixed instruction; the label becomes World, Sports, Business or Sci/Tech.',
  columns: ['text', 'label'],
  mapping: [
    { from: 'the same for every row', to: 'instruction' },
    { from: 'text', to: 'input' },
    { from: 'label (0 to 3)', to: 'output (the category)' },
  ],
  choices: [],
  role: 'task',
  isHarmful: false,
  // Other sets have a text and a label of 0 or 1, too.
  recognises: (rows) => {
    const labels = rows.map((row) => findWhole(row, 'label') ?? Number.NaN);
    return labels.every((label) => [0, 1, 2, 3].includes(label)) && labels.some((label) => label > 1);
  },
  convert: (row) => {
    const label = readWhole(row, 'label');
    const output = answers[label];
    if (output === undefined) throw new RowRefusal(`the label must be 0, 1, 2 or 3, but is ${label}.`);
    const others = keepOthers(row, ['text', 'instruction', 'input', 'output']);
    return { instruction: agNewsInstruction, input: readText(row, 'text'), output, ...others };
  },
};
