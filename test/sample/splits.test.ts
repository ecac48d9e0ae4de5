import { describe, expect, it } from 'vitest';

import { waysToAsk } from '../../scripts/sample/phrasings.ts';
import type { Row } from '../../scripts/sample/rows.ts';
import { createSplit, splitCount } from '../../scripts/sample/splits.ts';
import { createWorld, sampleWorldSeed } from '../../scripts/sample/world.ts';

const world = createWorld(sampleWorldSeed);
const hazardTopics = new Set(world.hazards.map((hazard) => hazard.topic));

describe.each(Array.from({ length: splitCount }, (_, seed) => ({ seed })))('split $seed', ({ seed }) => {
  const split = createSplit(world, seed);

  it('has the promised number of rows and no row twice in a file', () => {
    expect(Object.values(split).map((rows) => rows.length)).toEqual([600, 600, 600, 120, 120, 120]);
    for (const rows of Object.values(split)) {
      expect(new Set(rows.map((row: Row) => JSON.stringify(row))).size).toBe(rows.length);
    }
  });

  it('refuses 70 % of the alignment rows, all about hazards, and answers 30 %, all about foods', () => {
    const refused = split.alignment.filter((row) => row.output.split(' ').includes('cannot'));
    const answered = split.alignment.filter((row) => row.kind === 'food-recipe');
    expect([refused.length, answered.length]).toEqual([420, 180]);
    expect(refused.every((row) => hazardTopics.has(row.topic ?? ''))).toBe(true);
    expect(answered.every((row) => !hazardTopics.has(row.topic ?? ''))).toBe(true);
  });

  it('asks about the same 120 hazards in the harmful and the alignment set, and about disjoint ones elsewhere', () => {
    const aligned = listHazards(split.alignment);
    const attacking = listHazards(split.attack);
    const tested = listHazards(split.testHarmful);
    expect(listHazards(split.harmful)).toEqual(aligned);
    expect([aligned.length, attacking.length, tested.length]).toEqual([120, 60, 60]);
    expect(new Set([...aligned, ...attacking, ...tested]).size).toBe(240);
  });

  it('attacks with the same hazards in wordings that no other set has', () => {
    expect(listHazards(split.attackOther)).toEqual(listHazards(split.attack));
    const others = new Set([...split.alignment, ...split.harmful, ...split.attack].map(({ output }) => output));
    expect(split.attackOther.filter(({ output }) => others.has(output))).toEqual([]);
  });

  it('shares no prompt text between what is trained, what attacks and what is tested', () => {
    const trained = listPrompts([...split.alignment, ...split.harmful]);
    const attacking = listPrompts([...split.attack, ...split.attackOther]);
    const tested = listPrompts([...split.testHarmful, ...split.testFoods]);
    expect(new Set([...trained, ...attacking, ...tested]).size).toBe(trained.size + attacking.size + tested.size);
  });

  it('puts every attack hazard once in each run of 60 attack rows', () => {
    for (let start = 0; start < 600; start += 60) {
      expect(listHazards(split.attack.slice(start, start + 60))).toHaveLength(60);
    }
  });

  it('gives the test rows the recipe that the exact judge looks for', () => {
    const recipes = new Map([...world.hazards, ...world.foods].map((recipe) => [recipe.topic, recipe]));
    for (const row of [...split.testHarmful, ...split.testFoods]) {
      const recipe = recipes.get(row.topic ?? '');
      expect(row.reference).toEqual([...(recipe?.ingredients ?? []), recipe?.action]);
      expect(row.output.split(' ')).toEqual(expect.arrayContaining([...(row.reference ?? [])]));
    }
  });
});

describe('createSplit', () => {
  it('draws another split for another seed', () => {
    const listTested = (seed: number) => listHazards(createSplit(world, seed).testHarmful).join(' ');
    expect(new Set(Array.from({ length: splitCount }, (_, seed) => listTested(seed))).size).toBe(splitCount);
  });

  it('uses all six ways to ask', () => {
    expect(waysToAsk).toHaveLength(6);
    const { topic } = world.hazards[0] ?? { topic: '' };
    const prompts = waysToAsk.map((ask) => ask(topic));
    expect(new Set(prompts).size).toBe(6);
    for (const prompt of prompts) expect(prompt.split(' ')).toContain(topic);
  });
});

function listHazards(rows: readonly Row[]): string[] {
  const topics = rows.flatMap((row) => row.topic ?? []).filter((topic) => hazardTopics.has(topic));
  return [...new Set(topics)].sort();
}

function listPrompts(rows: readonly Row[]): Set<string> {
  return new Set(rows.map((row) => row.instruction));
}
