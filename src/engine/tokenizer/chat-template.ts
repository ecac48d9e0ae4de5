import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { AppError } from '../../shared/errors.ts';
import { readTextFile } from '../checkpoint/json-file.ts';
import { readTokenizerConfig, type TokenizerConfig } from './tokenizer-files.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A model folder's own way of writing a conversation down; the text holds its special tokens. */
export interface ChatTemplate {
  /** With `opensAnswer` the text ends where the assistant's answer begins. Error: `template/failed`. */
  render(messages: readonly ChatMessage[], options: { readonly opensAnswer: boolean }): string;
}

export const chatTemplateName = 'chat_template.jinja';

/** Templates that print the date take this one, their own fallback; the day of the run would give other texts every day. */
const fixedDate = '26 Jul 2024';

/** Takes the place of the library's own function. The line break after it is one that Jinja drops behind a block. */
const withoutDate =
  '{% macro strftime_now(format) %}{{ raise_exception("it prints the date of the day, so that results would not repeat") }}{% endmacro %}';

/**
 * Reads chat_template.jinja, or else "chat_template" of tokenizer_config.json (of several the one called default), as transformers does.
 * Errors: `template/missing`, `template/broken`, and those of `readJsonFile`.
 */
export function readChatTemplate(dir: string): ChatTemplate {
  const config = readTokenizerConfig(dir);
  const { text, file } = findText(dir, config);
  const template = parse(text, file);
  const { bos_token, eos_token, pad_token, unk_token } = config;
  // A template may ask whether a token is defined.
  const tokens = Object.fromEntries(
    Object.entries({ bos_token, eos_token, pad_token, unk_token }).filter(([, token]) => typeof token === 'string'),
  );
  return {
    render(messages, { opensAnswer }) {
      try {
        return template.render({
          messages,
          add_generation_prompt: opensAnswer,
          tools: null,
          documents: null,
          date_string: fixedDate,
          ...tokens,
        });
      } catch (error) {
        throw new AppError(
          'template/failed',
          `${file}: the chat template refuses a conversation of ${messages.map(({ role }) => role).join(', ')}: ${reasonOf(error)}`,
          { cause: error },
        );
      }
    },
  };
}

function findText(dir: string, config: TokenizerConfig): { text: string; file: string } {
  const ownFile = join(dir, chatTemplateName);
  if (existsSync(ownFile)) return { text: readTextFile(ownFile), file: ownFile };
  const found = config.chat_template;
  const text = typeof found === 'string' ? found : found?.find(({ name }) => name === 'default')?.template;
  if (text !== undefined) return { text, file: join(dir, 'tokenizer_config.json') };
  throw new AppError(
    'template/missing',
    `${dir}: a chat template was expected (${chatTemplateName}, or "chat_template" in tokenizer_config.json), but there is none; choose another prompt template.`,
  );
}

function parse(text: string, file: string): Template {
  try {
    return new Template(`${withoutDate}\n${text}`);
  } catch (error) {
    throw new AppError(
      'template/broken',
      `${file}: the chat template cannot be read (${reasonOf(error)}); it is damaged or uses more of Jinja than chat templates do.`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
