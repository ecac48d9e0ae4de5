import type { Layout } from './layout.ts';
import { keepOthers, readText } from './read-part.ts';

/** Instructions with the answers of a baseline model; the Booster authors train on the first 700 rows and test on those after row 700 (paper.md 4.1). */
export const alpacaEval: Layout = {
  name: 'alpaca-eval',
  label: 'AlpacaEval baseline',
  source: 'tatsu-lab/alpaca_eval: alpaca_eval_gpt4_baseline.json, alpaca_eval.json',
  help: 'Instruction and the baseline’s output; generator and source stay in the row.',
  columns: ['instruction', 'output', 'generator'],
  mapping: [
    { from: 'instruction', to: 'instruction' },
    { from: 'output', to: 'output' },
    { from: 'generator, dataset', to: 'kept' },
  ],
  choices: [],
  role: 'task',
  isHarmful: false,
  recognises: () => true,
  convert: (row) => ({
    instruction: readText(row, 'instruction'),
    output: readText(row, 'output'),
    ...keepOthers(row, ['instruction', 'input', 'output']),
  }),
};
