import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { trainFileSchema } from '../../shared/spec/job.ts';

type TrainFile = z.infer<typeof trainFileSchema>;

/**
 * Reads and checks the file of a single training loop; its paths come back absolute.
 * @throws AppError train/unreadable, train/not-json, train/invalid.
 */
export function readTrainFile(path: string): TrainFile {
  const parsed = trainFileSchema.safeParse(parseJson(path));
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

/** The same training with exactly this many optimizer steps. @throws AppError train/invalid. */
export function limitSteps(file: TrainFile, steps: number): TrainFile {
  const { training } = file;
  if (typeof training !== 'object' || training === null || Array.isArray(training)) {
    throw new AppError('train/invalid', `The training settings must be an object, found ${JSON.stringify(training)}.`);
  }
  return { ...file, training: { ...training, maxSteps: steps } };
}

/** Writes the training as it is run into its result's folder. Returns the path. @throws AppError train/not-written. */
export function writeTrainFile(file: TrainFile, outFolder: string): string {
  const path = join(outFolder, 'train.json');
  try {
    mkdirSync(outFolder, { recursive: true });
    writeFileSync(path, `${JSON.stringify(file, undefined, 2)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('train/not-written', `The results cannot be written to ${outFolder}: ${reason}.`, {
      cause: error,
    });
  }
  return path;
}

function parseJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('train/not-json', `${path} is not JSON: ${reason}.`, { cause: error });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new AppError('train/unreadable', `The training file ${path} cannot be read: ${reason}.`, { cause: error });
  }
}
