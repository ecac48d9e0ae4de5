import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';

/** Files below a folder, or the file itself, whose name passes; at most ten folders deep and sorted. */
export function findFiles(path: string, isWanted: (name: string) => boolean, depth = 10): string[] {
  if (isFile(path)) return isWanted(basename(path)) ? [path] : [];
  if (depth === 0 || !existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .toSorted((left, right) => left.name.localeCompare(right.name, 'en'))
    .flatMap((entry) => {
      const child = join(path, entry.name);
      if (entry.isDirectory()) return findFiles(child, isWanted, depth - 1);
      return entry.isFile() && isWanted(entry.name) ? [child] : [];
    });
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A parsed JSON file. @throws AppError interop/bad-file naming file and place. */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> {
  let input: unknown;
  try {
    // Python writes NaN, which JSON does not have.
    input = JSON.parse(readFileSync(path, 'utf8').replaceAll(/\bNaN\b/g, 'null'));
  } catch (error) {
    throw badFile(path, `it is not JSON (${error instanceof Error ? error.message : String(error)})`, error);
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badFile(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not as expected'}`, parsed.error);
}

export function badFile(path: string, what: string, cause?: unknown): AppError {
  return new AppError('interop/bad-file', `${path} cannot be imported: ${what}; nothing was imported.`, { cause });
}
