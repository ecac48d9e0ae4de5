import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../checkpoint/json-file.ts';

/** Ids beyond this are a damaged file; the largest vocabularies hold about a million tokens. */
const maxTokenId = 2 ** 24;

const tokenIdSchema = z.int().min(0).max(maxTokenId);

const wordVocabSchema = z.custom<Record<string, number>>(isWordVocab, {
  error: `a map from token to an id between 0 and ${maxTokenId} was expected`,
});

const scoredVocabSchema = z.custom<[string, number][]>(isScoredVocab, {
  error: 'a list of [token, score] was expected',
});

const mergesSchema = z.custom<(string | [string, string])[]>(isMerges, {
  error: 'a list of "left right" or ["left", "right"] was expected',
});

const modelSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('BPE'), vocab: wordVocabSchema, merges: mergesSchema }),
  z.looseObject({ type: z.literal('WordPiece'), vocab: wordVocabSchema, unk_token: z.string() }),
  z.looseObject({ type: z.literal('WordLevel'), vocab: wordVocabSchema, unk_token: z.string().default('<unk>') }),
  z.looseObject({ type: z.literal('Unigram'), vocab: scoredVocabSchema, unk_id: z.int().nonnegative().nullish() }),
]);

/** One step of a normalizer, pre-tokenizer, post-processor or decoder; the library reads the rest of it. */
export type PipelineStep = { type: string; [key: string]: unknown };

const stepSchema: z.ZodType<PipelineStep | null> = z.looseObject({ type: z.string() }).nullable().default(null);

const addedTokenSchema = z.looseObject({
  id: tokenIdSchema,
  content: z.string().min(1),
  special: z.boolean().default(false),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(false),
});

const tokenizerJsonSchema = z.looseObject({
  added_tokens: z.array(addedTokenSchema).nullish(),
  normalizer: stepSchema,
  pre_tokenizer: stepSchema,
  post_processor: stepSchema,
  decoder: stepSchema,
  model: modelSchema,
});

/** Written as a string, or as an object around it. */
const specialTokenSchema = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform((token) => token.content)])
  .nullish();

const specialTokensSchema = z.looseObject({
  bos_token: specialTokenSchema,
  eos_token: specialTokenSchema,
  pad_token: specialTokenSchema,
  unk_token: specialTokenSchema,
  additional_special_tokens: z.array(specialTokenSchema).nullish(),
});

const tokenizerConfigSchema = specialTokensSchema.extend({
  added_tokens_decoder: z
    .record(z.string().regex(/^\d+$/), z.looseObject({ ...addedTokenSchema.shape, id: z.undefined() }))
    .nullish(),
  clean_up_tokenization_spaces: z.boolean().nullish(),
  /** One, or several by name. */
  chat_template: z.union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))]).nullish(),
});

const idOrIdsSchema = z
  .union([z.int(), z.array(z.int())])
  .nullish()
  // Old configurations write -1 for "none".
  .transform((ids) => [ids ?? []].flat().filter((id) => id >= 0));

const modelIdsSchema = z.looseObject({ eos_token_id: idOrIdsSchema, pad_token_id: idOrIdsSchema });

export type TokenizerJson = z.output<typeof tokenizerJsonSchema>;
export type TokenizerConfig = z.output<typeof tokenizerConfigSchema>;
export type ModelIds = z.output<typeof modelIdsSchema>;
export type AddedTokenEntry = z.output<typeof addedTokenSchema>;

export interface TokenizerFiles {
  readonly json: TokenizerJson;
  readonly config: TokenizerConfig;
  /** From generation_config.json where it lists any, else from config.json. */
  readonly modelIds: ModelIds;
  readonly digest: string;
}

/** Reads what describes a tokenizer in a model folder; only tokenizer.json must be there. Errors: those of `readJsonFile`. */
export function readTokenizerFiles(dir: string): TokenizerFiles {
  const file = join(dir, 'tokenizer.json');
  const json = readJsonFile(file, tokenizerJsonSchema);
  const generation = readOptional(join(dir, 'generation_config.json'), modelIdsSchema);
  const model = readOptional(join(dir, 'config.json'), modelIdsSchema);
  return {
    json,
    config: readTokenizerConfig(dir),
    modelIds: {
      eos_token_id: pickFilled(generation.eos_token_id, model.eos_token_id),
      pad_token_id: pickFilled(generation.pad_token_id, model.pad_token_id),
    },
    digest: createHash('sha256').update(readFileSync(file)).digest('hex'),
  };
}

/** tokenizer_config.json, with special tokens that only special_tokens_map.json names. Errors: those of `readJsonFile`. */
export function readTokenizerConfig(dir: string): TokenizerConfig {
  const specials = readOptional(join(dir, 'special_tokens_map.json'), specialTokensSchema);
  const config = readOptional(join(dir, 'tokenizer_config.json'), tokenizerConfigSchema);
  return {
    ...config,
    bos_token: config.bos_token ?? specials.bos_token,
    eos_token: config.eos_token ?? specials.eos_token,
    pad_token: config.pad_token ?? specials.pad_token,
    unk_token: config.unk_token ?? specials.unk_token,
    additional_special_tokens: config.additional_special_tokens ?? specials.additional_special_tokens,
  };
}

function readOptional<T>(file: string, schema: z.ZodType<T>): T {
  return existsSync(file) ? readJsonFile(file, schema) : schema.parse({});
}

function pickFilled(first: number[], second: number[]): number[] {
  return first.length > 0 ? first : second;
}

// The three checks below run over some hundred thousand entries, and zod's record would drop a token named "__proto__".

function isWordVocab(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((id) => Number.isInteger(id) && id >= 0 && id <= maxTokenId);
}

function isScoredVocab(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxTokenId) return false;
  return value.every((entry) => Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number');
}

function isMerges(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every(
    (merge) =>
      (typeof merge === 'string' && /^[^ ]+ [^ ]+$/.test(merge)) ||
      (Array.isArray(merge) && merge.length === 2 && merge.every((part) => typeof part === 'string')),
  );
}
