import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJsonFile } from '../../../src/engine/checkpoint/index.ts';
import { loadTokenizer } from '../../../src/engine/tokenizer/index.ts';

const kinds = ['byte-level-bpe', 'llama-bpe', 'unigram', 'word-level', 'word-level-split', 'word-piece'] as const;

const expectedSchema = z.object({
  size: z.number(),
  cases: z.array(
    z.object({ text: z.string(), ids: z.array(z.number()), decoded: z.string(), decodedWithoutSpecial: z.string() }),
  ),
});

describe.each(kinds)('the %s tokenizer', (kind) => {
  const dir = join(import.meta.dirname, 'fixtures', kind);
  const tokenizer = loadTokenizer(dir);
  const { size, cases } = readJsonFile(join(dir, 'expected.json'), expectedSchema);

  it('has the size of the reference', () => {
    expect(tokenizer.vocabSize).toBe(size);
  });

  it.each(cases)('gives the ids of the reference for $text', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it.each(cases)('gives the text of the reference for the ids of $text', ({ ids, decoded, decodedWithoutSpecial }) => {
    expect(tokenizer.decode(ids, { skipSpecial: false })).toBe(decoded);
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe(decodedWithoutSpecial);
  });
});

const reference = join(import.meta.dirname, '../../fixtures/reference/tokenizers');

const referenceCasesSchema = z.array(
  z.object({ text: z.string(), ids: z.array(z.number()), decoded: z.string(), decodedSkipSpecial: z.string() }),
);

describe.each(readdirSync(reference))('the tokenizer of the shape of %s', (name) => {
  const tokenizer = loadTokenizer(join(reference, name));
  const cases = readJsonFile(join(reference, name, 'cases.json'), referenceCasesSchema);

  it.each(cases)('gives the ids and texts of transformers for $text', ({ text, ids, decoded, decodedSkipSpecial }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids, { skipSpecial: false })).toBe(decoded);
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe(decodedSkipSpecial);
  });
});
