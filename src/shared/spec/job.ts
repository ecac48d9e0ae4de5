import { z } from 'zod';
import { datasetSchema } from '../settings/dataset.ts';
import { maxLengthSchema, systemPromptSchema, templateSchema } from '../settings/model.ts';
import { localJudgeSchema } from '../judging/judges.ts';
import { probeKinds, usualDistances } from './probe.ts';
import { recipeSchema } from './recipe.ts';
import { evaluateStageSchema, stageKeySchema } from './stage.ts';

const modelAndAdapters = {
  /** Model folder in Hugging Face layout. */
  model: z.string().min(1),
  /** PEFT adapter folders, merged in this order. */
  adapters: z.array(z.string().min(1)).default([]),
  template: templateSchema,
  systemPrompt: systemPromptSchema.unwrap().optional(),
  maxLength: maxLengthSchema,
  batchSize: z.int().min(1).default(16),
};

/** A piece of work outside experiments that a worker does: paths are absolute, results go to `out`. */
export const jobSchema = z.discriminatedUnion('kind', [
  /** Writes one JSON line per record: {index, loss, tokens, logProbabilities}. */
  z.strictObject({ kind: z.literal('score'), ...modelAndAdapters, data: datasetSchema, out: z.string() }),
  /** Writes one JSON line per record: {index, prompt, response, tokens}. */
  z.strictObject({
    kind: z.literal('generate'),
    ...modelAndAdapters,
    data: datasetSchema,
    maxNewTokens: z.int().min(1).default(128),
    out: z.string(),
  }),
  /** Writes the model with its adapters merged, as a Hugging Face folder. */
  z.strictObject({
    kind: z.literal('export-merged'),
    ...modelAndAdapters,
    dtype: z.enum(['float32', 'bfloat16', 'float16']).default('float32'),
    out: z.string(),
  }),
  /** Writes a stage's trained weights: a PEFT adapter folder (LoRA) or a merged model folder (full training). */
  z.strictObject({
    kind: z.literal('export-stage'),
    stages: z.string(),
    key: stageKeySchema,
    step: z.int().nullable().default(null),
    merged: z.boolean().default(false),
    out: z.string(),
  }),
  /** Measures the kept models of an attack, step 0 included, and writes a list of ProbeResult as JSON. */
  z.strictObject({
    kind: z.literal('probe'),
    what: z.enum(probeKinds),
    stages: z.string(),
    key: stageKeySchema,
    /** Attack steps; 0 is the aligned model. */
    steps: z.array(z.int().min(0)).min(1),
    data: datasetSchema.extend({ digest: z.string() }),
    /** At most so many rows, from the first on. */
    rows: z.int().min(1).default(200),
    distances: z
      .array(z.number())
      .min(2)
      .default([...usualDistances]),
    batchSize: z.int().min(1).default(20),
    out: z.string(),
  }),
  /** Loads TensorFlow and writes what it is and runs on, as JSON. */
  z.strictObject({ kind: z.literal('inspect-engine'), out: z.string() }),
  /** Writes a report on a data file, as JSON. A wrong file is no error: the report says what is wrong. */
  z.strictObject({
    kind: z.literal('inspect-dataset'),
    path: z.string().min(1),
    recipe: recipeSchema.prefault({}),
    template: templateSchema,
    systemPrompt: systemPromptSchema.unwrap().optional(),
    /** Folder of the model whose tokenizer counts; null counts nothing. */
    model: z.string().nullable().default(null),
    /** Where the rows are written as JSON Lines, unless something keeps them from being imported; null writes none. */
    rows: z.string().nullable().default(null),
    out: z.string(),
  }),
  /** Writes what the rows of an attack come to, as JSON. What is wrong with its files is part of the answer. */
  z.strictObject({
    kind: z.literal('inspect-mix'),
    /** Null while none is chosen. */
    task: datasetSchema.nullable(),
    harmful: datasetSchema.nullable(),
    n: z.int().min(1),
    p: z.number().min(0).max(1),
    seed: z.int().min(0),
    batchSize: z.int().min(1),
    shuffle: z.boolean(),
    /** Sets whose prompts must not occur among the harmful rows; `path` is the setting that names the file. */
    others: z.array(z.strictObject({ role: z.string(), path: z.string(), data: datasetSchema })),
    /** How rows become tokens: rows whose answer would be cut off are not trained on. Null leaves that out. */
    encoding: z
      .strictObject({
        model: z.string(),
        template: templateSchema,
        systemPrompt: systemPromptSchema.unwrap().optional(),
        maxLength: maxLengthSchema,
      })
      .nullable(),
    out: z.string(),
  }),
  /** Writes which prompts sets share and repeat, word for word or nearly, as JSON. Files that cannot be read are part of the answer. */
  z.strictObject({
    kind: z.literal('inspect-overlap'),
    sets: z.array(z.strictObject({ role: z.string(), path: z.string(), data: datasetSchema })),
    /** Prompts count as near from this Jaccard similarity on. */
    threshold: z.number().min(0.5).max(1).default(0.8),
    out: z.string(),
  }),
  /** Writes a report on a model folder, as JSON; weights are not read, only their headers. */
  z.strictObject({ kind: z.literal('inspect-model'), path: z.string().min(1), out: z.string() }),
  /** Writes what a local judge is, as JSON: its version and categories. A model that is none is an error. */
  z.strictObject({ kind: z.literal('inspect-judge'), judge: localJudgeSchema, out: z.string() }),
  /** Judges stored answers; verdicts are appended to files that exist, as they come, so that a stopped job loses nothing. */
  z.strictObject({
    kind: z.literal('judge'),
    judge: localJudgeSchema,
    parts: z.array(
      z.strictObject({
        /** JSON Lines of questions. */
        questions: z.string(),
        /** A judgement file with its header. */
        out: z.string(),
        /** The test set that the answers are to. */
        data: evaluateStageSchema.shape.evaluation.shape.safety.shape.data,
      }),
    ),
  }),
]);

export type Job = z.infer<typeof jobSchema>;

/** What the command line reads for `train`: an alignment or attack loop from explicit files, paths relative to the file. */
export const trainFileSchema = z.strictObject({
  version: z.literal(1).default(1),
  seed: z.int().min(0).default(0),
  model: z.strictObject({ path: z.string(), frozenPrecision: z.enum(['float32', 'bfloat16']).default('float32') }),
  /** PEFT adapter folder to start from; without it LoRA starts fresh (A random, B zero). */
  initialAdapter: z.string().nullable().default(null),
  template: templateSchema,
  systemPrompt: systemPromptSchema.unwrap().optional(),
  maxLength: maxLengthSchema,
  trainable: z.json(),
  method: z.json(),
  data: datasetSchema,
  harmful: datasetSchema.nullable().default(null),
  training: z.json().default({}),
});
