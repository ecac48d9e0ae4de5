import { readFileSync, renameSync } from 'node:fs';
import type { z } from 'zod';
import { writeJsonFile } from '../../lab/index.ts';
import { AppError } from '../../shared/errors.ts';

export { writeJsonFile as writeKeptFile };

/**
 * Reads a JSON file that the window keeps; undefined if there is none. One that cannot be understood is renamed aside, so
 * that nothing overwrites what a person may still want to rescue. @throws AppError host/cannot-read.
 */
export function readKeptFile<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  renameSync(path, `${path}.unreadable-${Date.now()}`);
  return undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AppError(
      'host/cannot-read',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}; check the permissions of the data folder.`,
      { cause: error },
    );
  }
}

/** Undefined, which no schema here accepts, for a text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
