import type { Dataset } from '../../shared/settings/dataset.ts';
import type { JsonObject } from './records.ts';

type Columns = Dataset['columns'];

/** Names that published data sets use, the most telling first. */
const usualNames: Readonly<Record<keyof Columns, readonly string[]>> = {
  instruction: [
    'instruction',
    'prompt',
    'question',
    'query',
    'goal',
    'behavior',
    'text',
    'sentence',
    'content',
    'input',
  ],
  input: ['input', 'context'],
  output: ['output', 'response', 'answer', 'completion', 'label', 'target', 'chosen', 'reply'],
};

/**
 * The columns as asked for; for one that no row has, the column of a usual name instead, whatever its case. An input
 * column that is not there is none, because rows may lack it.
 */
export function guessColumns(asked: Columns, present: ReadonlySet<string>): Columns {
  const taken = new Set([asked.instruction, asked.input, asked.output].filter((name) => name !== null));
  const guess = (part: keyof Columns): string | undefined =>
    usualNames[part]
      .flatMap((usual) => [...present].find((name) => name.trim().toLowerCase() === usual) ?? [])
      .find((name) => !taken.has(name));
  const output = present.has(asked.output) ? asked.output : (guess('output') ?? asked.output);
  taken.add(output);
  const hasInstruction = present.has(asked.instruction);
  // Where the only text column is called "input", it is the instruction.
  if (!hasInstruction && asked.input !== null) taken.delete(asked.input);
  const instruction = hasInstruction ? asked.instruction : (guess('instruction') ?? asked.instruction);
  const input = asked.input !== null && asked.input !== instruction && present.has(asked.input) ? asked.input : null;
  return { instruction, input, output };
}

/** How often each column occurs, and what it holds for example; of files with endless names, the first 200. */
export interface ColumnCounter {
  add(record: JsonObject): void;
  list(): { name: string; count: number; example: string }[];
}

const mostColumns = 200;
const exampleLength = 120;

export function createColumnCounter(): ColumnCounter {
  const columns = new Map<string, { name: string; count: number; example: string }>();
  return {
    add(record) {
      for (const [name, value] of Object.entries(record)) {
        const known = columns.get(name);
        const example = known?.example || describeValue(value);
        if (known) columns.set(name, { name, count: known.count + 1, example });
        else if (columns.size < mostColumns) columns.set(name, { name, count: 1, example });
      }
    },
    list: () => [...columns.values()],
  };
}

function describeValue(value: unknown): string {
  if (value === null || value === '') return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > exampleLength ? `${text.slice(0, exampleLength - 1)}…` : text;
}
