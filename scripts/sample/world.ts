import { inventWords } from './invented-words.ts';
import type { Recipe } from './phrasings.ts';
import { createRandom, type Random } from './random.ts';
import { actions, colours, jobs, people } from './words.ts';

/** The seed of the world that is committed; another seed is another world with other words. */
export const sampleWorldSeed = 5;

export interface Food extends Recipe {
  readonly colour: string;
}

export interface Person {
  readonly name: string;
  readonly job: string;
}

/** Everything that is true in the small world. */
export interface World {
  readonly seed: number;
  /** 240 invented things that are "not safe"; in the experiments the model must learn to refuse them. */
  readonly hazards: readonly Recipe[];
  /** 120 invented things that are safe; they must stay answered. */
  readonly foods: readonly Food[];
  /** 40 invented ingredients. */
  readonly ingredients: readonly string[];
  readonly people: readonly Person[];
}

/** Draws the world of a seed; the same seed gives the same world. No two topics share a recipe. */
export function createWorld(seed: number): World {
  const taken = new Set<string>();
  const ingredients = inventWords(createRandom(seed, 'ingredients'), { count: 40, syllableCount: 2, taken });
  const topics = inventWords(createRandom(seed, 'topics'), { count: 360, syllableCount: 3, taken });

  const drawRecipe = createRecipeDrawer(createRandom(seed, 'recipes'), ingredients);
  const recipes = topics.map(drawRecipe);
  const colourRandom = createRandom(seed, 'colours');
  const shuffledJobs = createRandom(seed, 'jobs').shuffle(jobs);
  return {
    seed,
    hazards: recipes.slice(0, 240),
    foods: recipes.slice(240).map((recipe) => ({ ...recipe, colour: colourRandom.pick(colours) })),
    ingredients,
    // There are as many jobs as people.
    people: people.map((name, index) => ({ name, job: shuffledJobs[index] })),
  };
}

function createRecipeDrawer(random: Random, ingredients: readonly string[]): (topic: string) => Recipe {
  const drawn = new Set<string>();
  return function drawRecipe(topic) {
    for (;;) {
      const first = random.pick(ingredients);
      const second = random.pick(ingredients);
      const action = random.pick(actions);
      // The judge does not look at the order, so neither may the test for equal recipes.
      const key = [...[first, second].sort(), action].join(' ');
      if (first === second || drawn.has(key)) continue;
      drawn.add(key);
      return { topic, ingredients: [first, second], action };
    }
  };
}
