import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { type DatasetRole, datasetRoles } from '../layouts/index.ts';
import type { Dataset } from '../settings/dataset.ts';
import { systemPromptSchema, templateSchema } from '../settings/model.ts';
import { type Recipe, recipeSchema } from '../spec/recipe.ts';
import type { DatasetReport, ModelReport } from '../views/inspection.ts';

/** A data set that forms offer: part of the sample project, or imported. */
export interface DatasetEntry {
  readonly id: string;
  readonly name: string;
  /** May contain "{seed}". */
  readonly path: string;
  readonly source: 'sample' | 'imported';
  /** Suggested use in forms. */
  readonly role: DatasetRole | null;
  readonly rowCount: number | null;
  readonly sizeBytes: number;
  readonly digest: string | null;
  readonly columns: Dataset['columns'];
  /** How the rows were made of the file that was imported; null for the sample's, and for imports of old. */
  readonly recipe: Recipe | null;
  /** The file that was imported. */
  readonly from: { readonly fileName: string; readonly digest: string } | null;
  readonly addedAtMs: number | null;
  /** The file is not where it was. */
  readonly isMissing: boolean;
}

export interface ModelEntry {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly source: 'sample' | 'added';
  readonly family: string | null;
  readonly parameterCount: number | null;
  /** Names of the linear layers that an adapter can be put on; empty where they are not known. */
  readonly loraTargets: readonly string[];
  readonly isMissing: boolean;
}

/** A model of a run that one can talk to. */
export interface ChatModel {
  /** What `chat` is asked for. */
  readonly id: string;
  readonly runId: string;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
  readonly kind: 'base' | 'aligned' | 'attacked';
  /** Attack steps; 0 for the base and the aligned model. */
  readonly step: number;
}

export type ChatChunk =
  | { readonly kind: 'loading'; readonly message: string }
  /** The whole answer so far. */
  | { readonly kind: 'text'; readonly text: string; readonly tokenCount: number }
  /** The time counts from the first token on. */
  | { readonly kind: 'done'; readonly text: string; readonly tokenCount: number; readonly elapsedMs: number };

/** Where rows come from: a file that the lab can read, or the content of a dropped one, as text or, of a Parquet file, in base64. */
export const datasetSourceSchema = z.union([
  z.strictObject({ path: z.string().min(1) }),
  z.strictObject({ fileName: z.string().min(1).max(255), text: z.string().max(200_000_000) }),
  z.strictObject({ fileName: z.string().min(1).max(255), base64: z.string().max(200_000_000) }),
]);
export type DatasetSource = z.infer<typeof datasetSourceSchema>;

export const libraryContract = {
  datasets: oc.output(type<readonly DatasetEntry[]>()),
  /** Reads a file as it would be imported; nothing is written. */
  inspectDataset: oc
    .input(
      z.object({
        source: datasetSourceSchema,
        recipe: recipeSchema.prefault({}),
        template: templateSchema,
        /** What conversations begin with under the template "chat". */
        systemPrompt: systemPromptSchema,
        /** Whose tokenizer counts; null leaves the histogram out. */
        modelPath: z.string().nullable().default(null),
      }),
    )
    .output(type<DatasetReport>()),
  /** Copies the rows into the data folder as JSONL, with the recipe. Refused while any row is bad, unless the recipe leaves bad ones out. */
  importDataset: oc
    .input(
      z.object({
        source: datasetSourceSchema,
        name: z.string().min(1).max(80),
        recipe: recipeSchema.prefault({}),
        role: z.enum(datasetRoles).nullable().default(null),
      }),
    )
    .output(type<DatasetEntry>()),
  /** Puts an imported data set into the trash, where it stays for a week; refused while a run that is not over needs it. */
  removeDataset: oc.input(z.object({ id: z.string() })).output(type<void>()),
  /** Takes a data set out of the trash again. */
  restoreDataset: oc.input(z.object({ id: z.string() })).output(type<DatasetEntry>()),
  models: oc.output(type<readonly ModelEntry[]>()),
  inspectModel: oc.input(z.object({ path: z.string().min(1) })).output(type<ModelReport>()),
  /** Remembers a model folder; it is not copied. Refused while it has problems. */
  addModel: oc.input(z.object({ path: z.string().min(1), name: z.string().min(1).max(80) })).output(type<ModelEntry>()),
  removeModel: oc.input(z.object({ id: z.string() })).output(type<void>()),
};

export const playgroundContract = {
  models: oc.output(type<readonly ChatModel[]>()),
  /** Greedy answer of a checkpoint, as it is written. */
  chat: oc
    .input(
      z.object({
        modelId: z.string(),
        prompt: z.string().min(1).max(20_000),
        maxNewTokens: z.int().min(1).max(2048).default(128),
      }),
    )
    .output(eventIterator(type<ChatChunk>())),
};

export const preferencesContract = {
  /** Settings of the window by name, such as saved views; null if never set. */
  get: oc.input(z.object({ name: z.string().regex(/^[\w.-]{1,80}$/) })).output(type<unknown>()),
  set: oc.input(z.object({ name: z.string().regex(/^[\w.-]{1,80}$/), value: z.json() })).output(type<void>()),
};
