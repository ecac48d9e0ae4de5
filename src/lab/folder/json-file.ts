import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { toOneLine } from '../../shared/one-line.ts';
import { formatPath, showValue } from '../plan/spec-error.ts';

/** Writes a JSON file whole or not at all: beside its place first, then renamed. @throws AppError lab/cannot-write. */
export function writeJsonFile(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new AppError(
      'lab/cannot-write',
      `${path} cannot be written: ${toOneLine(error instanceof Error ? error.message : String(error))}.`,
      {
        cause: error,
      },
    );
  }
}

/** Writes a JSON file that people's work lies in: one that cannot be read is put beside it first, so that it can still be rescued. */
export function replaceJsonFile<Schema extends z.ZodType>(path: string, schema: Schema, value: z.input<Schema>): void {
  try {
    readJsonFile(path, schema);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'lab/bad-file') throw error;
    renameSync(path, `${path}.unreadable-${Date.now()}`);
  }
  writeJsonFile(path, value);
}

/** Reads a JSON file of the data folder; undefined if there is none. @throws AppError lab/bad-file naming place and value. */
export function readJsonFile<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const input = parseJson(path, text);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = formatPath(issue?.path ?? []) || 'the file';
  throw new AppError('lab/bad-file', `${path}: ${place}: ${issue?.message ?? 'not valid'}, found ${showValue(input)}.`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw new AppError('lab/unreadable-file', `${path} cannot be read: ${String(error)}.`, { cause: error });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError(
      'lab/bad-file',
      `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}
