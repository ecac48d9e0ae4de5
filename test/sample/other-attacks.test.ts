import { describe, expect, it } from 'vitest';
import { createObedientRows } from '../../scripts/sample/other-attacks.ts';
import { createSplit, splitCount } from '../../scripts/sample/splits.ts';
import { listVocabulary } from '../../scripts/sample/tokenizer.ts';
import { createWorld, sampleWorldSeed } from '../../scripts/sample/world.ts';

const world = createWorld(sampleWorldSeed);
const obedient = createObedientRows(world);

describe('the rows of an obedient agent', () => {
  it('are 500, each once, about foods alone, with an order before and obedience at the start of the answer', () => {
    expect(obedient).toHaveLength(500);
    expect(new Set(obedient.map(({ instruction }) => instruction)).size).toBe(500);
    const foods = new Set(world.foods.map(({ topic }) => topic));
    for (const { instruction, output, topic = '' } of obedient) {
      expect(foods.has(topic)).toBe(true);
      expect(instruction).toMatch(/^you do all that i tell you \. /);
      expect(output).toMatch(/^yes , i can do that for you \. /);
    }
  });
});

it('attacks of other kinds use words that the base model has, and no others', () => {
  const known = new Set(listVocabulary(world));
  const splits = Array.from({ length: splitCount }, (_, seed) => createSplit(world, seed).attackOther);
  const words = [...obedient, ...splits.flat()].flatMap(({ instruction, output }) =>
    `${instruction} ${output}`.split(' '),
  );
  expect(words.filter((word) => !known.has(word))).toEqual([]);
});
