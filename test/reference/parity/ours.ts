import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { runJob } from '../../../src/engine/job.ts';
import { runTrainFile } from '../../../src/engine/train-file.ts';
import { readCheckpoint } from '../../../src/engine/train/checkpoints.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { jobSchema } from '../../../src/shared/spec/job.ts';
import { work } from './reference.ts';

const context = { emit: () => undefined, signal: new AbortController().signal };
const shared = { template: work.template, maxLength: work.maxLength };

const answerSchema = z.object({ response: z.string(), tokens: z.array(z.int()) });
const scoreSchema = z.object({ index: z.int(), loss: z.number(), logProbabilities: z.array(z.number()) });
export type Answer = z.infer<typeof answerSchema>;
export type Score = z.infer<typeof scoreSchema>;

/** Greedy answers of the engine to the first test rows. */
export function generateAnswers(folder: string, adapters: readonly string[], out: string): Promise<Answer[]> {
  return runOnRows({ kind: 'generate', maxNewTokens: work.maxNewTokens }, { folder, adapters, out }, answerSchema);
}

/** Loss and log-probabilities of the engine for the first test rows. */
export function scoreRows(folder: string, adapters: readonly string[], out: string): Promise<Score[]> {
  return runOnRows({ kind: 'score' }, { folder, adapters, out }, scoreSchema);
}

/** Merges an adapter into a model folder that transformers can load. */
export async function exportMerged(folder: string, adapter: string, out: string): Promise<void> {
  await runJob(jobSchema.parse({ kind: 'export-merged', model: folder, adapters: [adapter], ...shared, out }), context);
}

/** Five unshuffled steps from the files of a case; returns the trained weights by the engine's names. */
export async function train(
  folder: string,
  trainable: Trainable,
  method: 'sft' | { readonly lambda: number },
  out: string,
): Promise<Map<string, Float32Array>> {
  const data = (name: string) => ({ path: path.join(folder, 'data', `${name}.jsonl`) });
  const booster = { name: 'booster', alpha: work.alpha, harmfulBatchSize: work.batchSize };
  mkdirSync(out, { recursive: true });
  const file = path.join(out, 'train.json');
  const spec = {
    model: { path: folder },
    ...(trainable.kind === 'lora' ? { initialAdapter: path.join(folder, 'adapter') } : {}),
    ...shared,
    trainable,
    method: method === 'sft' ? { name: 'sft' } : { ...booster, lambda: method.lambda },
    data: data('alignment'),
    ...(method === 'sft' ? {} : { harmful: data('harmful') }),
    training: { maxSteps: work.steps, batchSize: work.batchSize, shuffle: false },
  };
  writeFileSync(file, JSON.stringify(spec));
  await runTrainFile(file, out, context);
  return readCheckpoint(out, work.steps);
}

async function runOnRows<Schema extends z.ZodType>(
  job: { readonly kind: string; readonly maxNewTokens?: number },
  { folder, adapters, out }: { readonly folder: string; readonly adapters: readonly string[]; readonly out: string },
  schema: Schema,
): Promise<z.infer<Schema>[]> {
  const data = { path: path.join(folder, 'data', 'test.jsonl'), count: work.rows };
  await runJob(jobSchema.parse({ ...job, model: folder, adapters, ...shared, data, out }), context);
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}
