import { z } from 'zod';
import { dataFormats } from '../data-format.ts';
import { recipeSchema } from './recipe.ts';

/** What the job "inspect-engine" writes: proof that TensorFlow loads in a worker. */
export const engineFactsSchema = z.strictObject({ device: z.enum(['cpu', 'gpu']), tensorflow: z.string() });
export type EngineFacts = z.infer<typeof engineFactsSchema>;

const count = z.int().min(0);

/** What a look into a data file found, before anything is imported. */
export const datasetReportSchema = z
  .strictObject({
    format: z.enum(dataFormats),
    /** All rows of the file; `takenCount` of them become the data set, `leftOutCount` are those that the choice leaves out. */
    rowCount: count,
    takenCount: count,
    leftOutCount: count,
    sizeBytes: count,
    digest: z.string(),
    /** Names of columns, with how many rows have them. */
    columns: z.array(z.strictObject({ name: z.string(), count, example: z.string() }).readonly()).readonly(),
    /** The recipe as it was applied: the layout that was recognised, and columns guessed where the file has none of that name. */
    recipe: recipeSchema,
    /** Published layouts that the file fits, the likeliest first. */
    recognised: z.array(z.string()).readonly(),
    /** Which columns of the rows that are taken hold the parts of an example. */
    suggested: z.strictObject({ instruction: z.string(), input: z.string().nullable(), output: z.string() }).readonly(),
    /** First problems, by row (from 1); a file that cannot be read at all has one with row null. */
    problems: z.array(z.strictObject({ row: z.int().nullable(), message: z.string() }).readonly()).readonly(),
    problemCount: count,
    /** Whether nothing keeps the rows from being imported. */
    isReady: z.boolean(),
    duplicatePrompts: count,
    /** First rows as the model would see them. */
    preview: z.array(z.strictObject({ prompt: z.string(), answer: z.string() }).readonly()).readonly(),
    /** Tokens of prompt and answer together; null without a tokenizer. */
    lengths: z
      .strictObject({
        /** `counts[i]` examples have between `edges[i]` (included) and `edges[i + 1]` (excluded) tokens. */
        edges: z.array(count).readonly(),
        counts: z.array(count).readonly(),
        longest: count,
        median: z.number(),
        /** How many examples were measured: evenly spread ones of a large file. */
        measured: count,
        /** Examples with words that the model's vocabulary does not have at all. */
        unreadable: count,
      })
      .readonly()
      .nullable(),
  })
  .readonly();
export type DatasetReport = z.infer<typeof datasetReportSchema>;
export type TokenLengths = NonNullable<DatasetReport['lengths']>;

const mixRow = z.strictObject({ isHarmful: z.boolean(), prompt: z.string(), answer: z.string() });

/** What the rows of an attack come to. */
export const mixReportSchema = z
  .strictObject({
    harmlessCount: count,
    harmfulCount: count,
    harmlessAvailable: count,
    harmfulAvailable: count,
    harmlessCategories: z.record(z.string(), count),
    harmfulCategories: z.record(z.string(), count),
    overlaps: z.array(z.strictObject({ role: z.string(), count, examples: z.array(z.string()).readonly() })).readonly(),
    /** First rows in the order of training. */
    rows: z.array(mixRow).readonly(),
    /** Dotted path of the setting, and what is wrong there. */
    problems: z.array(z.strictObject({ path: z.string(), message: z.string() })).readonly(),
  })
  .readonly();
export type MixReport = z.infer<typeof mixReportSchema>;

/** How far one set shares its prompts with another, or repeats them. */
const sharing = {
  /** Rows of the left set whose prompt stands in the right one; within a set, rows that repeat an earlier one. */
  exactCount: count,
  /** Other rows of the left set whose prompt comes near one in the right set. */
  nearCount: count,
  /** Pairs of rows, the most alike first. */
  examples: z
    .array(
      z
        .strictObject({
          leftRow: count,
          rightRow: count,
          /** Jaccard similarity of the prompts' shingles; 1 for equal prompts. */
          similarity: z.number(),
          isExact: z.boolean(),
          leftText: z.string(),
          rightText: z.string(),
        })
        .readonly(),
    )
    .readonly(),
};

/** Which prompts sets share, word for word or nearly. */
export const overlapReportSchema = z
  .strictObject({
    threshold: z.number(),
    sets: z
      .array(
        z
          .strictObject({
            role: z.string(),
            rowCount: count,
            /** Different prompts among them. */
            promptCount: count,
            within: z.strictObject(sharing).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    between: z.array(z.strictObject({ left: z.string(), right: z.string(), ...sharing }).readonly()).readonly(),
    /** Dotted path of the setting, and what is wrong with its file. */
    problems: z.array(z.strictObject({ path: z.string(), message: z.string() })).readonly(),
  })
  .readonly();
export type OverlapReport = z.infer<typeof overlapReportSchema>;

/** What a look into a model folder found. */
export const modelReportSchema = z
  .strictObject({
    path: z.string(),
    family: z.string().nullable(),
    parameterCount: count.nullable(),
    storedBytes: count.nullable(),
    precision: z.string().nullable(),
    vocabularySize: count.nullable(),
    layers: count.nullable(),
    hiddenSize: count.nullable(),
    maxPositions: count.nullable(),
    /** Names of the linear layers that an adapter can be put on; empty where the configuration cannot be read. */
    loraTargets: z.array(z.string()).readonly(),
    /** Sentences; empty for a folder that can be trained. */
    problems: z.array(z.string()).readonly(),
  })
  .readonly();
export type ModelReport = z.infer<typeof modelReportSchema>;
