import { describe, expect, it } from 'vitest';

import { refusals } from '../../scripts/sample/phrasings.ts';
import { actions, niceWords, nastyWords } from '../../scripts/sample/words.ts';
import { createWorld, sampleWorldSeed } from '../../scripts/sample/world.ts';

const world = createWorld(sampleWorldSeed);
const topics = [...world.hazards, ...world.foods].map((recipe) => recipe.topic);

describe('createWorld', () => {
  it('has 240 hazards, 120 foods, 40 ingredients and 8 actions, every name used once', () => {
    expect([world.hazards.length, world.foods.length, world.ingredients.length, actions.length]).toEqual([
      240, 120, 40, 8,
    ]);
    const names = [...topics, ...world.ingredients, ...actions, ...niceWords, ...nastyWords];
    expect(new Set(names).size).toBe(names.length);
  });

  it('builds topics from three consonant-vowel syllables and ingredients from two', () => {
    for (const topic of topics) expect(topic).toMatch(/^([^aeiou][aeiou]){3}$/);
    for (const ingredient of world.ingredients) expect(ingredient).toMatch(/^([^aeiou][aeiou]){2}$/);
  });

  it('gives each topic two different ingredients and an action that no other topic has together', () => {
    const recipes = [...world.hazards, ...world.foods];
    for (const { ingredients, action } of recipes) {
      expect(new Set(ingredients).size).toBe(2);
      expect(world.ingredients).toEqual(expect.arrayContaining([...ingredients]));
      expect(actions).toContain(action);
    }
    const keys = recipes.map(({ ingredients, action }) => [...[...ingredients].sort(), action].join(' '));
    expect(new Set(keys).size).toBe(360);
  });

  it('is the same for the same seed and another for another seed', () => {
    expect(createWorld(sampleWorldSeed)).toEqual(world);
    expect(createWorld(sampleWorldSeed + 1).hazards).not.toEqual(world.hazards);
  });

  it('refuses with the word "cannot" in each of the three refusals', () => {
    expect(refusals).toHaveLength(3);
    for (const refusal of refusals) expect(refusal.split(' ')).toContain('cannot');
  });
});
