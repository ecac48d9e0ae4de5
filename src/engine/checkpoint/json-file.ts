import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { describeReadError } from './file-errors.ts';
import { findJsonProblem } from './json-structure.ts';

/** Far above any configuration or tokenizer file, far below what would fill the memory. */
const maxFileBytes = 256 * 1024 * 1024;

const maxDepth = 64;

/**
 * Reads a JSON file and checks it against a schema.
 * Errors: `file/not-found`, `file/unreadable`, `file/invalid-json`, `file/invalid` (names the file, the key, expected and found).
 */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T {
  return parseJsonText(readTextFile(file), schema, file);
}

/** Like `readJsonFile`, for text that was already read from `file`. */
export function parseJsonText<T>(text: string, schema: z.ZodType<T>, file: string): T {
  const value = parseJson(text, file);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const key = path.length > 0 ? `key "${path.map(String).join('.')}"` : 'the top level';
  throw new AppError(
    'file/invalid',
    `${file}: ${key}: ${clip(issue?.message ?? 'invalid')}; found ${describeFound(value, path)}.`,
  );
}

/** Reads a UTF-8 text file of bounded size. Errors: `file/not-found`, `file/unreadable`. */
export function readTextFile(file: string): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > maxFileBytes) {
      throw new AppError(
        'file/unreadable',
        `${file}: at most ${maxFileBytes} bytes were expected, but it holds ${size}.`,
      );
    }
    bytes = readFileSync(file);
  } catch (error) {
    throw describeReadError(error, file, 'a file');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError(
      'file/invalid-json',
      `${file}: UTF-8 text was expected, but other bytes were found; save it as UTF-8.`,
    );
  }
}

function parseJson(text: string, file: string): unknown {
  const problem = findJsonProblem(text, maxDepth);
  if (problem?.kind === 'too-deep') {
    throw new AppError('file/invalid-json', `${file}: the JSON nests deeper than ${problem.limit} levels.`);
  }
  if (problem?.kind === 'duplicate-key') {
    throw new AppError(
      'file/invalid-json',
      `${file}: one object holds the key "${clip(problem.key)}" twice; remove one of the two.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? clip(error.message) : String(error);
    throw new AppError(
      'file/invalid-json',
      `${file}: valid JSON was expected (${reason}); fetch or write the file again.`,
    );
  }
}

function describeFound(value: unknown, path: readonly PropertyKey[]): string {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return 'nothing';
    found = Reflect.get(found, key);
  }
  if (Array.isArray(found)) return `a list of ${found.length}`;
  if (typeof found === 'object' && found !== null) return `an object with ${Object.keys(found).length} keys`;
  return clip(JSON.stringify(found) ?? 'nothing');
}

function clip(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > 160 ? `${oneLine.slice(0, 157)}...` : oneLine;
}
