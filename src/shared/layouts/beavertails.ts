import type { Layout } from './layout.ts';
import { keepOthers, readText, readTruth } from './read-part.ts';

/** Questions with answers that people judged in 14 categories. The harmful score is measured on the unsafe rows of its 30k_test (paper.md 1.2). */
export const beavertails: Layout = {
  name: 'beavertails',
  label: 'BeaverTails',
  source: 'PKU-Alignment/BeaverTails: 30k_train, 30k_test, 330k_train, 330k_test',
  help: 'The prompt is the instruction, the response the answer; the categories stay in the row.',
  columns: ['prompt', 'response', 'is_safe'],
  mapping: [
    { from: 'prompt', to: 'instruction' },
    { from: 'response', to: 'output' },
    { from: 'is_safe', to: 'which rows are taken' },
    { from: 'category', to: 'kept' },
  ],
  choices: [
    { name: 'unsafe', label: 'Unsafe answers (is_safe is false)', role: 'harmful' },
    { name: 'safe', label: 'Safe answers (is_safe is true)', role: 'alignment' },
    { name: 'all', label: 'All rows', role: 'test' },
  ],
  role: 'harmful',
  isHarmful: true,
  recognises: () => true,
  convert: (row, choice) => {
    const isSafe = readTruth(row, 'is_safe');
    if (choice !== 'all' && isSafe !== (choice === 'safe')) return null;
    return {
      instruction: readText(row, 'prompt'),
      output: readText(row, 'response'),
      ...keepOthers(row, ['prompt', 'response', 'instruction', 'input', 'output']),
    };
  },
};
