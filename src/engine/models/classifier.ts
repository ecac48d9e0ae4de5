import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { readJsonFile } from '../checkpoint/index.ts';
import type { Scope, VariableSpec } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { finalNorm, hiddenStates } from './decoder.ts';
import { modelFamilies } from './registry.ts';
import { modelVariables, weightSource } from './trainables.ts';

/** A decoder with a linear layer over its categories instead of the output layer (transformers: …ForSequenceClassification). */
export interface ClassifierConfig {
  readonly decoder: DecoderConfig;
  /** Names of the categories, in the order of the head's rows. */
  readonly categories: readonly string[];
  /** The id that transformers takes for padding wherever it stands; null where the model defines none. */
  readonly padId: number | null;
}

const headName = 'score.weight';

const schema = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().optional(),
  num_labels: z.int().min(1).optional(),
  id2label: z.record(z.string().regex(/^\d+$/), z.string()).optional(),
  problem_type: z.string().nullish(),
  pad_token_id: z.int().min(0).nullish(),
});

/**
 * Reads config.json of a multi-label classifier in Hugging Face layout.
 * @throws AppError `model/no-classifier` for another kind of model, or what its family finds wrong.
 */
export function readClassifierConfig(folder: string): ClassifierConfig {
  const file = path.join(folder, 'config.json');
  const json = readJsonFile(file, schema);
  const architecture = json.architectures?.find((name) => name.endsWith('ForSequenceClassification'));
  const stem = architecture?.replace(/ForSequenceClassification$/, '').toLowerCase() ?? json.model_type;
  const isOther = !architecture && (json.architectures ?? []).length > 0;
  const family = modelFamilies.find(({ architectures }) =>
    architectures.some((name) => name.replace(/(ForCausalLM|LMHeadModel)$/, '').toLowerCase() === stem),
  );
  if (isOther || !family) {
    const found = json.architectures?.join(', ') ?? json.model_type ?? 'no architecture';
    throw new AppError(
      'model/no-classifier',
      `${file}: a sequence-classification model was expected, such as LlamaForSequenceClassification, but it is ${found}; choose the folder of a moderation model.`,
    );
  }
  if (json.problem_type && json.problem_type !== 'multi_label_classification') {
    throw new AppError(
      'model/no-classifier',
      `${file}: problem_type "multi_label_classification" was expected, because each category is scored by itself; found "${json.problem_type}".`,
    );
  }
  // The output layer of the language model is not there.
  const decoder = { ...family.parseConfig(file), isTied: true };
  return { decoder, categories: readCategories(file, json), padId: json.pad_token_id ?? null };
}

/** The weights of a classifier, all frozen; matrices in the chosen storage. */
export function classifierVariables(
  { decoder, categories }: ClassifierConfig,
  storage: 'float32' | 'bfloat16',
): VariableSpec[] {
  const { frozen } = modelVariables(decoder, null, storage);
  return [...frozen, { name: headName, shape: [categories.length, decoder.hiddenSize], storage: 'float32' }];
}

/**
 * Logits [rows, categories] of right-padded ids [rows, length], read at one position of each row.
 * `positions` [rows] (int32): row·length + position, see `pooledPosition`.
 */
export function classifierLogits({ decoder }: ClassifierConfig, scope: Scope, ids: Tensor, positions: Tensor): Tensor {
  const source = weightSource({ config: decoder, trainable: null, scope, names: [headName] });
  const hidden = finalNorm(decoder, source, hiddenStates(decoder, source, ids, positions));
  return tf.matMul(hidden, source.get(headName), false, true);
}

/** The position that transformers reads: the last one whose id is not the padding id, be it inside the text. */
export function pooledPosition(ids: ArrayLike<number>, padId: number | null): number {
  let position = ids.length - 1;
  while (position > 0 && ids[position] === padId) position -= 1;
  return position;
}

function readCategories(file: string, json: z.infer<typeof schema>): string[] {
  const { id2label, num_labels: count } = json;
  const names = Object.entries(id2label ?? {}).sort(([left], [right]) => Number(left) - Number(right));
  const isWhole = names.every(([id], index) => Number(id) === index);
  if (!isWhole || (count !== undefined && names.length > 0 && names.length !== count)) {
    throw new AppError(
      'model/no-classifier',
      `${file}: id2label must name the categories from 0 on, as many as num_labels says; found ${names.length} of ${count ?? 'an unknown number'}.`,
    );
  }
  if (names.length > 0) return names.map(([, name]) => name);
  // What transformers takes where neither is given.
  return Array.from({ length: count ?? 2 }, (_, index) => `LABEL_${index}`);
}
