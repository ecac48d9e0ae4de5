import { join } from 'node:path';
import { z } from 'zod';
import { type RunOrigin, runOriginSchema } from '../../shared/views/bundle.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const originsFileSchema = z.strictObject({ version: z.literal(1), runs: z.record(z.string(), runOriginSchema) });

/** origins.json of an experiment folder: where its imported runs come from, by run. @throws AppError lab/bad-file. */
export function readOrigins(folder: string): ReadonlyMap<string, RunOrigin> {
  return new Map(Object.entries(readJsonFile(join(folder, 'origins.json'), originsFileSchema)?.runs ?? {}));
}

export function writeOrigins(folder: string, origins: ReadonlyMap<string, RunOrigin>): void {
  writeJsonFile(join(folder, 'origins.json'), { version: 1, runs: Object.fromEntries(origins) });
}
