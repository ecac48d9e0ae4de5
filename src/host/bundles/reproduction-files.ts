import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonFile } from '../../lab/index.ts';
import type { Reproduction } from '../../shared/views/reproduction.ts';
import { readKeptFile } from '../preferences/kept-file.ts';

const attemptSchema = z.strictObject({
  version: z.literal(1),
  path: z.string(),
  runIds: z.array(z.string()),
  tolerance: z.strictObject({ scorePoints: z.number(), curveFraction: z.number() }),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** Why it failed; null while it has not. */
  error: z.string().nullable(),
  result: z
    .strictObject({
      isWithin: z.boolean(),
      counts: z.strictObject({
        identical: z.int(),
        within: z.int(),
        different: z.int(),
        missing: z.int(),
      }),
    })
    .nullable(),
});

/** What is kept of an attempt to run a bundle again. */
export type Attempt = z.infer<typeof attemptSchema>;

/** Folders of attempts: attempt.json, report.json once it is completed, and work/ with what is run until then. */
export interface ReproductionFiles {
  /** Ids of all attempts. */
  list(): string[];
  /** Undefined where there is none, or none that can be read. */
  read(id: string): Attempt | undefined;
  write(id: string, attempt: Omit<Attempt, 'version'>): void;
  readReport(id: string): Reproduction | null;
  writeReport(id: string, report: Reproduction): void;
  workFolder(id: string): string;
  removeWork(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export function openReproductionFiles(dataFolder: string): ReproductionFiles {
  const root = join(dataFolder, 'reproductions');
  const folder = (id: string) => join(root, id);
  const remove = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 3 });
  return {
    list: () => (existsSync(root) ? readdirSync(root) : []),
    read: (id) => readKeptFile(join(folder(id), 'attempt.json'), attemptSchema),
    write: (id, attempt) => {
      mkdirSync(folder(id), { recursive: true });
      writeJsonFile(join(folder(id), 'attempt.json'), { version: 1, ...attempt } satisfies Attempt);
    },
    readReport: (id) => {
      const path = join(folder(id), 'report.json');
      // Written by this program alone, whole or not at all.
      return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Reproduction) : null;
    },
    writeReport: (id, report) => writeJsonFile(join(folder(id), 'report.json'), report),
    workFolder: (id) => join(folder(id), 'work'),
    removeWork: (id) => remove(join(folder(id), 'work')),
    remove: (id) => remove(folder(id)),
  };
}
