import type { TemplateName } from '../../shared/settings/model.ts';
import { AppError } from '../../shared/errors.ts';
import { type ChatTemplate, readChatTemplate } from '../tokenizer/chat-template.ts';
import { describeQuestion, type Example } from './example.ts';

/** How an example becomes text. */
export interface Template {
  readonly name: TemplateName;
  /** What the model sees before the answer; its tokens are masked in training. */
  readonly prompt: (example: Pick<Example, 'instruction' | 'input'>) => string;
  /** Prompt and answer, as trained on. Errors: those of the model's own template, and `template/no-prefix`. */
  readonly whole: (example: Pick<Example, 'instruction' | 'input' | 'output'>) => string;
  /** The texts hold all special tokens, so that none are put in front or behind. */
  readonly holdsSpecialTokens: boolean;
  /** The answer in a continuation the model wrote, stripped. */
  readonly readAnswer: (continuation: string) => string;
}

const responseHeader = '### Response:';

/** The Alpaca template of the paper (paper.md 4.2): the answer follows the last newline directly. */
const alpaca: Template = joined({
  name: 'alpaca',
  prompt: ({ instruction, input }) =>
    input === null
      ? `Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\n${instruction}\n\n${responseHeader}\n`
      : `Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n${instruction}\n\n### Input:\n${input}\n\n${responseHeader}\n`,
  separator: '',
  // The reference splits at the header and takes the part after the first one, so a second header ends the answer.
  readAnswer: (continuation) => (continuation.split(responseHeader)[0] ?? '').trim(),
});

/** `{instruction} =>`, or `{instruction} {input} =>`; for small models. The answer follows after one space. */
const plain: Template = joined({
  name: 'plain',
  prompt: ({ instruction, input }) => (input === null ? `${instruction} =>` : `${instruction} ${input} =>`),
  separator: ' ',
  readAnswer: (continuation) => continuation.trim(),
});

/** A template whose answer follows the prompt after a separator that is no part of the masked prompt. */
function joined({
  separator,
  ...template
}: Pick<Template, 'name' | 'prompt' | 'readAnswer'> & { separator: string }): Template {
  return {
    ...template,
    whole: (example) => `${template.prompt(example)}${separator}${example.output}`,
    holdsSpecialTokens: false,
  };
}

/** The model's own template: question and answer as turns of a conversation, after the system prompt where there is one. */
function chat(template: ChatTemplate, systemPrompt: string | null): Template {
  const open = (example: Pick<Example, 'instruction' | 'input'>) => [
    ...(systemPrompt === null ? [] : [{ role: 'system' as const, content: systemPrompt }]),
    { role: 'user' as const, content: describeQuestion(example) },
  ];
  const prompt: Template['prompt'] = (example) => template.render(open(example), { opensAnswer: true });
  return {
    name: 'chat',
    prompt,
    whole(example) {
      const turns = [...open(example), { role: 'assistant' as const, content: example.output }];
      const text = template.render(turns, { opensAnswer: false });
      const start = prompt(example);
      if (text.startsWith(start)) return text;
      throw new AppError(
        'template/no-prefix',
        `The model's chat template writes a conversation with an answer otherwise than its beginning: "${start.slice(-60)}" was expected before the answer, but the text has ${describePlace(text, start)}; choose another prompt template.`,
      );
    },
    holdsSpecialTokens: true,
    readAnswer: (continuation) => continuation.trim(),
  };
}

/** Where two texts part, for a message. */
function describePlace(text: string, start: string): string {
  const found = Array.from(text);
  const place = Array.from(start).findIndex((character, index) => found[index] !== character);
  return `"${found.slice(place, place + 40).join('')}" at character ${place + 1}`;
}

/** What a stage or job says about its prompts. */
export interface TemplateChoice {
  readonly template: TemplateName;
  /** Of the template `chat`; null or absent for none. */
  readonly systemPrompt?: string | null | undefined;
}

/**
 * The template of that name; `chat` is read from the model folder.
 * Errors: `template/no-model` where `chat` is asked for without a model, and those of `readChatTemplate`.
 */
export function openTemplate({ template, systemPrompt = null }: TemplateChoice, modelFolder: string | null): Template {
  switch (template) {
    case 'alpaca':
      return alpaca;
    case 'plain':
      return plain;
    case 'chat':
      if (modelFolder !== null) return chat(readChatTemplate(modelFolder), systemPrompt);
      throw new AppError(
        'template/no-model',
        'The prompt template "chat" is the model\'s own; choose a model to see it.',
      );
  }
}
