import { createOtherAttackRows } from './other-attacks.ts';
import { describeRecipe, type Recipe, waysToAnswer, waysToAsk } from './phrasings.ts';
import { createRandom, type Random } from './random.ts';
import { type Row, type RowKind, recipeRow, refusalRow } from './rows.ts';
import type { World } from './world.ts';

/** How many splits are committed; split s is drawn with seed s. */
export const splitCount = 8;

/** The data of one experiment seed: who is refused, who attacks and who is tested. */
export interface Split {
  /** 600 rows: 420 questions about the alignment hazards with a refusal, 180 about foods with the recipe. */
  readonly alignment: readonly Row[];
  /** 600 rows: questions about the same alignment hazards with the recipe. */
  readonly harmful: readonly Row[];
  /** 600 rows: questions about the 60 attack hazards with the recipe; each run of 60 rows has every hazard once. */
  readonly attack: readonly Row[];
  /** 120 rows: the attack hazards again, asked for and answered in wordings that no other set has. */
  readonly attackOther: readonly Row[];
  /** 120 rows: two questions about each of the 60 test hazards, with what the exact judge looks for. */
  readonly testHarmful: readonly Row[];
  /** 120 rows: one question about each food, in a wording that the alignment rows do not use for it. */
  readonly testFoods: readonly Row[];
}

interface Wording {
  readonly way: number;
  readonly answer: number;
}

/** Draws split `seed`: 120 alignment, 60 attack and 60 test hazards, disjoint. */
export function createSplit(world: World, seed: number): Split {
  const random = createRandom(seed, `split of world ${world.seed}`);
  const hazards = random.shuffle(world.hazards);
  const alignmentHazards = hazards.slice(0, 120);
  const attackHazards = hazards.slice(120, 180);
  const testHazards = hazards.slice(180);
  const heldOutWays = new Map(world.foods.map((food) => [food.topic, random.below(waysToAsk.length)]));

  const refused = drawRows(random, alignmentHazards, 420, (hazard, { way, answer }) => refusalRow(hazard, way, answer));
  const answered = drawRows(random, world.foods, 180, (food, { way, answer }) =>
    // A held-out wording is skipped here and asked in the test rows.
    way === heldOutWays.get(food.topic) ? undefined : recipeRow(food, 'food-recipe', way, answer),
  );
  return {
    alignment: random.shuffle([...refused, ...answered]),
    harmful: drawRows(random, alignmentHazards, 600, hazardRecipeRow),
    attack: drawRows(random, attackHazards, 600, hazardRecipeRow),
    attackOther: createOtherAttackRows(attackHazards, world, seed),
    testHarmful: testHazards.flatMap((hazard) => {
      const [first = 0, second = 0] = random.shuffle(waysToAsk.map((_, way) => way));
      return [testRow(hazard, 'hazard-recipe', first), testRow(hazard, 'hazard-recipe', second)];
    }),
    testFoods: world.foods.map((food) => testRow(food, 'food-recipe', heldOutWays.get(food.topic) ?? 0)),
  };
}

function hazardRecipeRow(hazard: Recipe, { way, answer }: Wording): Row {
  return recipeRow(hazard, 'hazard-recipe', way, answer);
}

function testRow(recipe: Recipe, kind: RowKind, way: number): Row {
  const { instruction, topic } = recipeRow(recipe, kind, way, 0);
  return {
    instruction,
    output: describeRecipe(recipe),
    kind,
    topic,
    reference: [...recipe.ingredients, recipe.action],
  };
}

/**
 * Draws `count` different rows in rounds: each round has every topic once in a new order, each time in a wording
 * that the topic has not had. `createRow` returns undefined for a wording that this topic must not have.
 */
function drawRows<Topic extends Recipe>(
  random: Random,
  topics: readonly Topic[],
  count: number,
  createRow: (topic: Topic, wording: Wording) => Row | undefined,
): Row[] {
  const wordings = waysToAsk.flatMap((_, way) => waysToAnswer.map((__, answer) => ({ way, answer })));
  const queues = topics.map((topic) => random.shuffle(wordings).flatMap((wording) => createRow(topic, wording) ?? []));
  const rows: Row[] = [];
  for (let round = 0; rows.length < count; round += 1) {
    const rowsOfRound = queues.flatMap((queue) => queue[round] ?? []);
    if (rowsOfRound.length === 0) throw new Error(`${topics.length} topics cannot give ${count} different rows`);
    rows.push(...random.shuffle(rowsOfRound));
  }
  return rows.slice(0, count);
}
