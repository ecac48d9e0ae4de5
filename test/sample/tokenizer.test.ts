import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';

import { pretrainRows } from '../../scripts/sample/pretraining.ts';
import { createReviews } from '../../scripts/sample/reviews.ts';
import type { Row } from '../../scripts/sample/rows.ts';
import { createSplit, splitCount } from '../../scripts/sample/splits.ts';
import { createWorld, sampleWorldSeed } from '../../scripts/sample/world.ts';

const world = createWorld(sampleWorldSeed);
const tokenizer = new Tokenizer(await readModelFile('tokenizer.json'), await readModelFile('tokenizer_config.json'));

describe('the sample tokenizer', () => {
  it('has the special tokens in the first four places and the separator in the fifth', () => {
    expect(tokenizer.encode('[PAD] [UNK] <s> </s> =>').ids).toEqual([0, 1, 2, 3, 4]);
    expect(tokenizer.encode('telephone').ids).toEqual([1]);
  });

  it('gives one known token per word and decodes every text of the world to itself', () => {
    for (const row of listRows()) {
      const text = `${row.instruction} => ${row.output}`;
      const { ids } = tokenizer.encode(text);
      expect(ids).toHaveLength(text.split(' ').length);
      expect(ids).not.toContain(1);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });

  it('leaves the end token out of a decoded answer when special tokens are skipped', () => {
    const { ids } = tokenizer.encode('i cannot answer this request .');
    expect(tokenizer.decode([...ids, 3, 0, 0], { skip_special_tokens: true })).toBe('i cannot answer this request .');
  });

  it('fits the model: the vocabulary is rounded up to a multiple of 8', async () => {
    const { vocab_size: vocabularySize } = await readModelFile('config.json');
    const { model } = await readModelFile('tokenizer.json');
    const tokenCount = Object.keys(model.vocab).length;
    expect(Object.values(model.vocab)).toEqual(Array.from({ length: tokenCount }, (_, id) => id));
    expect(vocabularySize).toBe(Math.ceil(tokenCount / 8) * 8);
  });

  it('keeps every prompt with its answer and end token within 40 tokens', () => {
    const longest = new Map<string, number>();
    for (const { instruction, output, kind } of listRows()) {
      const tokenCount = tokenizer.encode(`${instruction} => ${output} </s>`).ids.length;
      longest.set(kind, Math.max(longest.get(kind) ?? 0, tokenCount));
    }
    // The README names these lengths.
    expect(Object.fromEntries(longest)).toEqual({
      colour: 13,
      'food-recipe': 25,
      'hazard-recipe': 25,
      'hazard-refusal': 23,
      job: 14,
      refusal: 20,
      review: 28,
      safety: 16,
      tone: 22,
      'word-tone': 18,
    });
    expect(Math.max(...longest.values())).toBeLessThanOrEqual(40);
  });
});

function* listRows(): Generator<Row> {
  yield* pretrainRows(world, 20_000, 5);
  for (let seed = 0; seed < splitCount; seed += 1) {
    for (const rows of Object.values(createSplit(world, seed))) yield* rows;
  }
  const reviews = createReviews(world);
  yield* reviews.train;
  yield* reviews.test;
}

async function readModelFile(name: string) {
  return JSON.parse(await readFile(new URL(`../../resources/sample/model/${name}`, import.meta.url), 'utf8'));
}
