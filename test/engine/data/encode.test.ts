import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeExample, encodeExamples, encodePrompt, openTemplate } from '../../../src/engine/data/index.ts';
import { loadTokenizer } from '../../../src/engine/tokenizer/index.ts';
import { catchAppError, createExample } from './builders.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/reference');

const ignored = -100;
const goldenSchema = z.array(
  z.object({
    template: z.enum(['alpaca', 'plain']),
    row: z.object({ instruction: z.string(), input: z.string().default(''), output: z.string() }),
    prompt: z.string(),
    encoded: z.record(z.string(), z.object({ ids: z.array(z.int()), labels: z.array(z.int()) })),
  }),
);
const golden = goldenSchema.parse(JSON.parse(readFileSync(join(fixtures, 'templates-rendered.json'), 'utf8')));

function toExample(row: { instruction: string; input: string; output: string }) {
  return createExample({ ...row, input: row.input || null });
}

function loadEncoding(name: 'alpaca' | 'plain', maxLength: number, model = 'llama-tiny') {
  return {
    tokenizer: loadTokenizer(join(fixtures, 'models', model)),
    template: openTemplate({ template: name }, null),
    maxLength,
  };
}

describe('the alpaca template', () => {
  const rows = golden.filter(({ template }) => template === 'alpaca');

  it.each(rows)('renders the prompt of the reference for $row.instruction', ({ row, prompt }) => {
    expect(openTemplate({ template: 'alpaca' }, null).prompt(toExample(row))).toBe(prompt);
  });

  it.each(rows)('gives the tokens and labels of the reference for $row.instruction', ({ row, encoded }) => {
    expect(Object.keys(encoded).length).toBeGreaterThan(0);
    for (const [key, expected] of Object.entries(encoded)) {
      const [model = '', maxLength] = key.split('@');
      const example = encodeExample(loadEncoding('alpaca', Number(maxLength), model), toExample(row));
      expect([...example.ids]).toEqual(expected.ids);
      expect([...example.ids].map((id, at) => (at < example.promptLength ? ignored : id))).toEqual(expected.labels);
    }
  });

  it('reads an answer up to a second response header', () => {
    expect(openTemplate({ template: 'alpaca' }, null).readAnswer(' lumo. \n\n### Response:\nvaro')).toBe('lumo.');
  });
});

describe('the plain template', () => {
  const { prompt, whole, readAnswer } = openTemplate({ template: 'plain' }, null);

  it('puts an arrow after the instruction and its input', () => {
    expect(prompt(createExample({ instruction: 'make lumo ?' }))).toBe('make lumo ? =>');
    expect(prompt(createExample({ instruction: 'make', input: 'lumo ?' }))).toBe('make lumo ? =>');
    expect(whole(createExample({ instruction: 'make', output: 'lumo' }))).toBe('make => lumo');
    expect(readAnswer(' take varo . ')).toBe('take varo .');
  });
});

describe('encoding', () => {
  it('ends with eos and masks exactly the prompt', () => {
    const encoding = loadEncoding('plain', 64);
    const example = createExample({ instruction: 'dutara', output: 'ligete kosibo' });
    const { ids, promptLength } = encodeExample(encoding, example);
    expect(ids.subarray(0, promptLength)).toEqual(encodePrompt(encoding, example, 64));
    expect(ids.at(-1)).toBe(encoding.tokenizer.eosId);
    expect(encoding.tokenizer.decode([...ids.subarray(promptLength)], { skipSpecial: true }).trim()).toBe(
      'ligete kosibo',
    );
  });

  it('cuts on the right, eos first', () => {
    const example = createExample({ instruction: 'dutara', output: 'ligete kosibo' });
    const whole = encodeExample(loadEncoding('plain', 64), example).ids;
    for (let maxLength = 1; maxLength <= whole.length; maxLength++) {
      expect(encodeExample(loadEncoding('plain', maxLength), example).ids).toEqual(whole.subarray(0, maxLength));
    }
  });

  it('leaves out and lists the examples that lose their whole answer', () => {
    const long = createExample({ row: 7, instruction: 'kosibo '.repeat(30) });
    const short = createExample({ row: 8, instruction: 'kosibo' });
    const { encoded, kept, dropped } = encodeExamples(loadEncoding('plain', 16), [long, short]);
    expect(encoded).toHaveLength(1);
    expect(kept).toEqual([short]);
    expect(dropped).toEqual([7]);
    expect(catchAppError(() => encodeExamples(loadEncoding('plain', 16), [long])).code).toBe('data/no-labels');
  });

  it('never cuts a prompt for generation', () => {
    const error = catchAppError(() => encodePrompt(loadEncoding('alpaca', 256), createExample({ row: 3 }), 10));
    expect(error.code).toBe('data/prompt-too-long');
    expect(error.message).toContain('Row 3');
  });
});
