import { join } from 'node:path';
import { z } from 'zod';
import type { QueueState } from '../../store/index.ts';
import { readJsonFile, replaceJsonFile } from './json-file.ts';

const queueSchema = z.object({
  version: z.literal(1),
  isPaused: z.boolean(),
  heldRuns: z.array(z.string()),
  order: z.array(z.string()),
});

/** queue.json of a data folder; an untouched queue where there is none. @throws AppError lab/bad-file. */
export function readQueueFile(dataFolder: string): QueueState {
  const file = readJsonFile(join(dataFolder, 'queue.json'), queueSchema);
  return {
    isPaused: file?.isPaused ?? false,
    heldRuns: new Set(file?.heldRuns ?? []),
    order: [...new Set(file?.order ?? [])],
  };
}

export function writeQueueFile(dataFolder: string, state: QueueState): void {
  const { isPaused, heldRuns, order } = state;
  const file = { version: 1 as const, isPaused, heldRuns: [...heldRuns].sort(), order: [...order] };
  replaceJsonFile(join(dataFolder, 'queue.json'), queueSchema, file);
}
