import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJsonFile } from '../../../src/engine/checkpoint/index.ts';
import { encodeExample, encodePrompt, type Example, openTemplate } from '../../../src/engine/data/index.ts';
import { loadTokenizer } from '../../../src/engine/tokenizer/index.ts';
import { referenceFolder } from '../../support/reference.ts';
import { catchAppError, createExample } from './builders.ts';

const reference = join(referenceFolder, 'chat');

const ids = z.array(z.int());
const casesSchema = z.array(
  z.object({
    row: z.object({ instruction: z.string(), input: z.string().nullable(), output: z.string() }),
    systemPrompt: z.string().nullable(),
    prompt: z.string().optional(),
    whole: z.string().optional(),
    promptIds: ids.optional(),
    wholeIds: ids.optional(),
    refusal: z.string().optional(),
  }),
);

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe.each(readdirSync(reference))('the chat template of the shape of %s', (style) => {
  const dir = join(reference, style);
  const tokenizer = loadTokenizer(dir);
  const cases = readJsonFile(join(dir, 'cases.json'), casesSchema);
  const accepted = cases.filter(({ refusal }) => refusal === undefined);

  it.each(accepted)(
    'gives the texts and ids of transformers for $row.instruction under $systemPrompt',
    ({ row, systemPrompt, prompt, whole, promptIds, wholeIds }) => {
      const template = openTemplate({ template: 'chat', systemPrompt }, dir);
      const example = createExample(row);
      expect(template.prompt(example)).toBe(prompt);
      expect(template.whole(example)).toBe(whole);
      const encoding = { tokenizer, template, maxLength: 512 };
      expect([...encodePrompt(encoding, example, 512)]).toEqual(promptIds);
      expect([...encodeExample(encoding, example).ids]).toEqual(wholeIds);
    },
  );

  it.each(accepted)(
    'labels the answer and the end that the template gives it, for $row.instruction under $systemPrompt',
    ({ row, systemPrompt, promptIds = [], whole = '', prompt = '' }) => {
      const encoding = { tokenizer, template: openTemplate({ template: 'chat', systemPrompt }, dir), maxLength: 512 };
      const { ids: all, promptLength } = encodeExample(encoding, createExample(row));
      expect(promptLength).toBeLessThanOrEqual(promptIds.length);
      expect([...all.subarray(0, promptLength)]).toEqual(promptIds.slice(0, promptLength));
      // A token may span the boundary; all that follows the prompt is labelled.
      const labelled = tokenizer.decode([...all.subarray(promptLength)], { skipSpecial: false });
      expect(labelled.endsWith(whole.slice(prompt.length).trimStart())).toBe(true);
    },
  );

  it('refuses what transformers refuses, with the reason of the template', () => {
    for (const { row, systemPrompt, refusal } of cases.filter((each) => each.refusal !== undefined)) {
      const template = openTemplate({ template: 'chat', systemPrompt }, dir);
      const error = catchAppError(() => template.prompt(createExample(row)));
      expect(error.code).toBe('template/failed');
      expect(error.message).toContain(refusal);
    }
  });
});

describe('a chat template', () => {
  const example: Example = createExample({ instruction: 'bado', output: 'kele' });

  it('is asked for by name where the folder has none', () => {
    const dir = copyWithTemplate(null);
    expect(catchAppError(() => openTemplate({ template: 'chat' }, dir))).toMatchObject({
      code: 'template/missing',
      message: expect.stringContaining(dir),
    });
  });

  it('that is damaged is refused before anything is rendered', () => {
    const dir = copyWithTemplate('{% for message in messages %}{{ message.content }');
    expect(catchAppError(() => openTemplate({ template: 'chat' }, dir)).code).toBe('template/broken');
  });

  it('needs a model', () => {
    expect(catchAppError(() => openTemplate({ template: 'chat' }, null)).code).toBe('template/no-model');
  });

  it('whose conversations do not begin as its prompts is refused for training', () => {
    const dir = copyWithTemplate(
      '{% for message in messages %}[{{ message.role }}] {{ message.content }} {% endfor %}{% if add_generation_prompt %}[assistant] <think>{% endif %}',
    );
    const template = openTemplate({ template: 'chat' }, dir);
    expect(template.prompt(example)).toBe('[user] bado [assistant] <think>');
    const error = catchAppError(() => template.whole(example));
    expect(error.code).toBe('template/no-prefix');
    expect(error.message).toContain('"kele " at character 25');
  });

  it('that prints the date has one that never changes, or is refused', () => {
    const dated = copyWithTemplate(
      "{% if not date_string is defined %}{{ strftime_now('%d') }}{% endif %}{{ date_string }}",
    );
    expect(openTemplate({ template: 'chat' }, dated).prompt(example)).toBe('26 Jul 2024');
    const today = openTemplate({ template: 'chat' }, copyWithTemplate("{{ strftime_now('%d') }}"));
    expect(catchAppError(() => today.prompt(example)).message).toContain('results would not repeat');
  });

  it('is the one called default where tokenizer_config.json has several', () => {
    const dir = copyWithTemplate(null);
    const named = (name: string) => ({ name, template: `${name}: {{ messages[0].content }}` });
    writeFileSync(
      join(dir, 'tokenizer_config.json'),
      JSON.stringify({ eos_token: '</s>', chat_template: [named('tool_use'), named('default')] }),
    );
    expect(openTemplate({ template: 'chat' }, dir).prompt(example)).toBe('default: bado');
  });
});

/** The chatml folder with another template, or none. */
function copyWithTemplate(template: string | null): string {
  const dir = mkdtempSync(join(tmpdir(), 'booster-lab-chat-'));
  folders.push(dir);
  cpSync(join(reference, 'chatml'), dir, { recursive: true });
  const file = join(dir, 'chat_template.jinja');
  if (template === null) rmSync(file);
  else writeFileSync(file, template);
  return dir;
}
