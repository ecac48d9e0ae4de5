import { join } from 'node:path';
import { z } from 'zod';
import type { RunMarks } from '../../shared/contract/runs.ts';
import { readJsonFile, replaceJsonFile } from './json-file.ts';

/** A run that nobody has marked. */
export const noMarks: RunMarks = { tags: [], notes: '', isStarred: false, isArchived: false, trashedAtMs: null };

export const marksFileSchema = z.object({
  version: z.literal(1),
  runs: z.record(
    z.string(),
    z.object({
      tags: z.array(z.string()),
      notes: z.string(),
      isStarred: z.boolean(),
      isArchived: z.boolean(),
      trashedAtMs: z.number().nullable(),
    }),
  ),
});

/** marks.json of an experiment folder, by run; runs without marks are not in it. @throws AppError lab/bad-file. */
export function readMarks(folder: string): ReadonlyMap<string, RunMarks> {
  return new Map(Object.entries(readJsonFile(join(folder, 'marks.json'), marksFileSchema)?.runs ?? {}));
}

export function writeMarks(folder: string, marks: ReadonlyMap<string, RunMarks>): void {
  const marked = [...marks]
    .filter(([, own]) => JSON.stringify(own) !== JSON.stringify(noMarks))
    .map(([runId, own]) => [runId, { ...own, tags: [...own.tags] }]);
  replaceJsonFile(join(folder, 'marks.json'), marksFileSchema, { version: 1, runs: Object.fromEntries(marked) });
}
