import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createGenerationConfig, createModelConfig } from './model-config.ts';
import { createObedientRows } from './other-attacks.ts';
import { pretrainRows } from './pretraining.ts';
import { createReviews } from './reviews.ts';
import { encodeRows } from './rows.ts';
import { createSplit, splitCount } from './splits.ts';
import { createTokenizer, createTokenizerConfig, listVocabulary } from './tokenizer.ts';
import { createWorld, sampleWorldSeed } from './world.ts';

/** The content of every committed file of the sample project except the README and the weights, by path. */
export function listSampleFiles(worldSeed: number): Map<string, string> {
  const world = createWorld(worldSeed);
  const vocabulary = listVocabulary(world);
  const reviews = createReviews(world);
  const files = new Map<string, string>([
    ['model/tokenizer.json', encodeJson(createTokenizer(vocabulary))],
    ['model/tokenizer_config.json', encodeJson(createTokenizerConfig())],
    ['model/config.json', encodeJson(createModelConfig(vocabulary.length))],
    ['model/generation_config.json', encodeJson(createGenerationConfig())],
    ['data/reviews-train.jsonl', encodeRows(reviews.train)],
    ['data/reviews-test.jsonl', encodeRows(reviews.test)],
    ['data/obedient.jsonl', encodeRows(createObedientRows(world))],
  ]);
  for (let index = 0; index < splitCount; index += 1) {
    const split = createSplit(world, index);
    const folder = `data/split-${index}`;
    files.set(`${folder}/alignment.jsonl`, encodeRows(split.alignment));
    files.set(`${folder}/harmful.jsonl`, encodeRows(split.harmful));
    files.set(`${folder}/attack.jsonl`, encodeRows(split.attack));
    files.set(`${folder}/attack-other.jsonl`, encodeRows(split.attackOther));
    files.set(`${folder}/test-harmful.jsonl`, encodeRows(split.testHarmful));
    files.set(`${folder}/test-foods.jsonl`, encodeRows(split.testFoods));
  }
  return files;
}

/** Writes the data sets, the tokenizer and the model's configuration of the sample project under `folder`. */
export async function writeSampleFiles(folder: string, worldSeed = sampleWorldSeed): Promise<void> {
  for (const [path, content] of listSampleFiles(worldSeed)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/**
 * Writes `count` pre-training rows of the committed world to data/pretrain.jsonl under `folder` (about 110 bytes a
 * row; the file is not committed) and returns its path.
 */
export async function writePretrainingRows(
  folder: string,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<string> {
  const target = join(folder, 'data', 'pretrain.jsonl');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, encodeRows(pretrainRows(createWorld(sampleWorldSeed), count, seed)));
  return target;
}

function encodeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  await writeSampleFiles(fileURLToPath(new URL('../../resources/sample/', import.meta.url)));
}
