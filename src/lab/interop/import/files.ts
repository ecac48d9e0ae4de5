import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { toOneLine } from '../../../shared/one-line.ts';

/** Folders below folders that are looked into. */
const deepest = 10;
/** A folder with more is somebody's home and no folder of results. */
const mostFiles = 200_000;

/** A file or folder that somebody named, with every file in it. */
export interface ImportSource {
  readonly path: string;
  /** The file itself, or the files below the folder, sorted by name within each folder. */
  readonly files: readonly string[];
}

/**
 * Lists what is at a path; links are not followed. @throws AppError interop/no-file, interop/bad-file for a folder that may not be read,
 * interop/too-many-files.
 */
export async function openSource(path: string, breathe: () => Promise<void>): Promise<ImportSource> {
  if (!existsSync(path)) throw new AppError('interop/no-file', `There is no file or folder ${path}; check its name.`);
  const files: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw badFile(folder, `the folder cannot be read (${describeReason(error)})`, error);
    });
    await breathe();
    for (const entry of entries.toSorted((left, right) => left.name.localeCompare(right.name, 'en'))) {
      const child = join(folder, entry.name);
      if (entry.isDirectory() && depth < deepest) await visit(child, depth + 1);
      else if (entry.isFile()) files.push(child);
      if (files.length > mostFiles) {
        throw new AppError(
          'interop/too-many-files',
          `${path} holds more than ${mostFiles.toLocaleString('en-US')} files; name the folder of the results alone.`,
        );
      }
    }
  };
  if (isFile(path)) files.push(path);
  else await visit(path, 1);
  return { path, files };
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether a file is one of those that a test of names wants. */
export function selectFiles({ files }: ImportSource, isWanted: (name: string) => boolean): string[] {
  return files.filter((file) => isWanted(basename(file)));
}

/** @throws AppError interop/bad-file for a file that may not be read or is too large to be. */
export async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw badFile(path, `it cannot be read (${describeReason(error)})`, error);
  });
}

export async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8');
}

/** A parsed JSON file. @throws AppError interop/bad-file naming file and place. */
export async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
  const text = await readText(path);
  let input: unknown;
  try {
    // Python writes NaN, which JSON does not have.
    input = JSON.parse(text.replaceAll(/\bNaN\b/g, 'null'));
  } catch (error) {
    throw badFile(path, `it is not JSON (${describeReason(error)})`, error);
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') || 'the whole';
  throw badFile(path, describeReason(`${place}: ${issue?.message ?? 'not as expected'}`), parsed.error);
}

export function badFile(path: string, what: string, cause?: unknown): AppError {
  return new AppError('interop/bad-file', `${path} cannot be imported: ${what}; nothing was imported.`, { cause });
}

function describeReason(error: unknown): string {
  return toOneLine(error instanceof Error ? error.message : String(error));
}
