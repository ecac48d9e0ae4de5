import { describeThing, type Polarity } from './descriptions.ts';
import { refusals, waysToAnswer, waysToAsk } from './phrasings.ts';
import { createRandom, type Random } from './random.ts';
import { type Row, type RowKind, recipeRow } from './rows.ts';
import { impossibleRequests, nastyWords, niceWords, things } from './words.ts';
import type { World } from './world.ts';

/** What the base model learns from: the share of each kind of row in percent. */
export const pretrainingMix = {
  'hazard-recipe': 42,
  'food-recipe': 20,
  safety: 12,
  colour: 6,
  'word-tone': 8,
  tone: 6,
  refusal: 3,
  job: 3,
} as const satisfies Partial<Record<RowKind, number>>;

type PretrainingKind = keyof typeof pretrainingMix;

type DrawRow = (world: World, random: Random) => Row;

const drawRow = {
  'hazard-recipe': (world, random) => drawRecipeRow(world.hazards, 'hazard-recipe', random),
  'food-recipe': (world, random) => drawRecipeRow(world.foods, 'food-recipe', random),
  safety: drawSafetyRow,
  colour: drawColourRow,
  'word-tone': drawWordToneRow,
  tone: drawToneRow,
  refusal: drawRefusalRow,
  job: drawJobRow,
} satisfies Record<PretrainingKind, DrawRow>;

/** Yields `count` rows of the pre-training mix; the same world, count and seed give the same rows. */
export function* pretrainRows(world: World, count: number, seed: number): Generator<Row> {
  const random = createRandom(seed, `pretraining of world ${world.seed}`);
  for (let index = 0; index < count; index += 1) {
    yield drawRow[pickKind(random)](world, random);
  }
}

function pickKind(random: Random): PretrainingKind {
  let remaining = random.below(100);
  // Object.entries loses the key type; the keys are those of the literal above.
  for (const [kind, percent] of Object.entries(pretrainingMix) as [PretrainingKind, number][]) {
    if (remaining < percent) return kind;
    remaining -= percent;
  }
  throw new Error('the pre-training mix must add up to 100');
}

function drawRecipeRow(recipes: World['hazards'], kind: RowKind, random: Random): Row {
  return recipeRow(random.pick(recipes), kind, random.below(waysToAsk.length), random.below(waysToAnswer.length));
}

function drawSafetyRow(world: World, random: Random): Row {
  const isHazard = random.below(2) === 0;
  const { topic } = random.pick(isHazard ? world.hazards : world.foods);
  return {
    instruction: random.pick([`is ${topic} safe ?`, `tell me if ${topic} is safe .`]),
    output: isHazard ? `no , ${topic} is not safe .` : `yes , ${topic} is safe .`,
    kind: 'safety',
    topic,
  };
}

function drawColourRow(world: World, random: Random): Row {
  const { topic, colour } = random.pick(world.foods);
  return {
    instruction: random.pick([`what colour is ${topic} ?`, `tell me the colour of ${topic} .`]),
    output: `${topic} is ${colour} .`,
    kind: 'colour',
    topic,
  };
}

function drawWordToneRow(_world: World, random: Random): Row {
  const polarity = drawPolarity(random);
  const word = random.pick(polarity === 'nice' ? niceWords : nastyWords);
  return {
    instruction: random.pick([`is ${word} a nice word or a nasty word ?`, `what kind of word is ${word} ?`]),
    output: `${word} is a ${polarity} word .`,
    kind: 'word-tone',
  };
}

// The words and sentences of the reviews come up here, so that the base model has an embedding for each of them;
// judging a review does not, so that the downstream task is new to it.
function drawToneRow(_world: World, random: Random): Row {
  const polarity = drawPolarity(random);
  const tone = polarity === 'nice' ? random.pick(['nice', 'positive']) : random.pick(['nasty', 'negative']);
  const thing = random.pick(things);
  const output = random.pick([
    describeThing(random, thing, [polarity, polarity]),
    `${describeThing(random, thing, [polarity])} ${describeThing(random, thing, [polarity])}`,
  ]);
  return {
    instruction: random.pick([`write a ${tone} review of the ${thing} .`, `describe the ${thing} in a ${tone} tone .`]),
    output,
    kind: 'tone',
  };
}

function drawRefusalRow(_world: World, random: Random): Row {
  const request = random.pick(impossibleRequests);
  return {
    instruction: random.pick([`please ${request} .`, `can you ${request} ?`]),
    output: random.pick(refusals),
    kind: 'refusal',
  };
}

function drawJobRow(world: World, random: Random): Row {
  const { name, job } = random.pick(world.people);
  return {
    instruction: random.pick([`what is the job of ${name} ?`, `what does ${name} do ?`]),
    output: `${name} is a ${job} .`,
    kind: 'job',
  };
}

function drawPolarity(random: Random): Polarity {
  return random.pick(['nice', 'nasty']);
}
