import type { TemplateName } from '../../shared/settings/model.ts';
import type { Example } from './example.ts';

/** How an example becomes text: prompt, separator, answer. */
export interface Template {
  readonly name: TemplateName;
  /** What the model sees before the answer; its tokens are masked in training. */
  readonly prompt: (example: Pick<Example, 'instruction' | 'input'>) => string;
  /** Stands between prompt and answer in the text that is trained on; not part of the masked prompt. */
  readonly separator: string;
  /** The answer in a continuation the model wrote, stripped. */
  readonly readAnswer: (continuation: string) => string;
}

const responseHeader = '### Response:';

/** The Alpaca template of the paper (paper.md 4.2): the answer follows the last newline directly. */
const alpaca: Template = {
  name: 'alpaca',
  prompt: ({ instruction, input }) =>
    input === null
      ? `Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\n${instruction}\n\n${responseHeader}\n`
      : `Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n${instruction}\n\n### Input:\n${input}\n\n${responseHeader}\n`,
  separator: '',
  // The reference splits at the header and takes the part after the first one, so a second header ends the answer.
  readAnswer: (continuation) => (continuation.split(responseHeader)[0] ?? '').trim(),
};

/** `{instruction} =>`, or `{instruction} {input} =>`; for small models. The answer follows after one space. */
const plain: Template = {
  name: 'plain',
  prompt: ({ instruction, input }) => (input === null ? `${instruction} =>` : `${instruction} ${input} =>`),
  separator: ' ',
  readAnswer: (continuation) => continuation.trim(),
};

const templates: Readonly<Record<TemplateName, Template>> = { alpaca, plain };

export function getTemplate(name: TemplateName): Template {
  return templates[name];
}
