import { join } from 'node:path';
import { z } from 'zod';
import { sampleSchema } from '../../shared/events.ts';
import type { SampleOverrule } from '../types.ts';
import { readJsonFile, replaceJsonFile } from './json-file.ts';

export const overrulesSchema = z.object({
  version: z.literal(1),
  overrules: z.array(
    z.object({
      step: z.int(),
      set: sampleSchema.shape.set,
      index: z.int(),
      isHarmful: z.boolean(),
      note: z.string(),
      atMs: z.number(),
    }),
  ),
});

/** overrules.json of a stage folder: the verdicts of people; none where there is no such file. @throws AppError lab/bad-file. */
export function readOverrules(folder: string): SampleOverrule[] {
  return readJsonFile(join(folder, 'overrules.json'), overrulesSchema)?.overrules ?? [];
}

export function writeOverrules(folder: string, overrules: readonly SampleOverrule[]): void {
  replaceJsonFile(join(folder, 'overrules.json'), overrulesSchema, { version: 1, overrules: [...overrules] });
}
