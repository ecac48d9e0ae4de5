import type { Layout } from './layout.ts';
import { keepOthers, readText } from './read-part.ts';

/** Instructions, some with an input. Its column `text` repeats the whole prompt and is left out. */
export const alpaca: Layout = {
  name: 'alpaca',
  label: 'Alpaca',
  source: 'tatsu-lab/alpaca, and the many sets in its layout',
  help: 'Instruction, input and output as they are; the column "text", which repeats them, is left out.',
  columns: ['instruction', 'input', 'output'],
  mapping: [
    { from: 'instruction', to: 'instruction' },
    { from: 'input', to: 'input' },
    { from: 'output', to: 'output' },
  ],
  choices: [],
  role: 'task',
  isHarmful: false,
  recognises: () => true,
  convert: (row) => {
    const input = row['input'] === null ? '' : readText(row, 'input');
    return {
      instruction: readText(row, 'instruction'),
      ...(input === '' ? {} : { input }),
      output: readText(row, 'output'),
      ...keepOthers(row, ['instruction', 'input', 'output', 'text']),
    };
  },
};
