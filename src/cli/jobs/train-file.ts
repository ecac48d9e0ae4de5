import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { alignmentMethodSchema } from '../../shared/methods/index.ts';
import { trainableSchema } from '../../shared/settings/model.ts';
import { trainingSchema } from '../../shared/settings/training.ts';
import { trainFileSchema } from '../../shared/spec/job.ts';
import { readText } from '../../lab/read-text.ts';

/** A train file with the parts checked that the schema of the file leaves to the method and training settings. */
const trainSpecSchema = trainFileSchema.extend({
  trainable: trainableSchema,
  method: alignmentMethodSchema,
  training: trainingSchema.prefault({}),
});

export type TrainSpec = z.infer<typeof trainSpecSchema>;

/**
 * Reads and checks the file of a single training loop; its paths come back absolute.
 * @throws AppError train/unreadable, train/not-json, train/invalid.
 */
export function readTrainFile(path: string): TrainSpec {
  const parsed = trainSpecSchema.safeParse(parseJson(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') || 'the file';
    throw new AppError('train/invalid', `${path}: ${place}: ${issue?.message ?? 'is not valid'}.`);
  }
  const absolute = (relative: string): string => resolve(dirname(path), relative);
  const { model, data, harmful, initialAdapter } = parsed.data;
  return {
    ...parsed.data,
    model: { ...model, path: absolute(model.path) },
    initialAdapter: initialAdapter === null ? null : absolute(initialAdapter),
    data: { ...data, path: absolute(data.path) },
    harmful: harmful === null ? null : { ...harmful, path: absolute(harmful.path) },
  };
}

/**
 * Writes the training as it is run into the folder of its results, which may hold a stopped part of the same training
 * but of no other. Returns the path. @throws AppError train/other-results, train/not-written.
 */
export function writeTrainFile(spec: TrainSpec, outFolder: string): string {
  const path = join(outFolder, 'train.json');
  const text = `${JSON.stringify(spec, undefined, 2)}\n`;
  if (existsSync(path) && readText(path, { code: 'train/unreadable', what: 'training file' }) !== text) {
    throw new AppError(
      'train/other-results',
      `${outFolder} holds the results of a training with other settings (train.json in it); name another folder with --out.`,
    );
  }
  try {
    mkdirSync(outFolder, { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('train/not-written', `The results cannot be written to ${outFolder}: ${reason}.`, {
      cause: error,
    });
  }
  return path;
}

function parseJson(path: string): unknown {
  const text = readText(path, { code: 'train/unreadable', what: 'training file' });
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('train/not-json', `${path} is not JSON: ${reason}.`, { cause: error });
  }
}
