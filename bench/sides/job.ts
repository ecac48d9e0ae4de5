import { z } from 'zod';
import { alignmentMethodSchema } from '../../src/shared/methods/index.ts';
import { trainableSchema } from '../../src/shared/settings/model.ts';

const place = { modelFolder: z.string().min(1), dataFile: z.string().min(1) };
const repeat = { warmup: z.int().min(0), steps: z.int().min(1) };

/** What one process of our side measures; the reference's side gets the same from its command line. */
export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('train'),
    ...place,
    ...repeat,
    trainable: trainableSchema,
    method: alignmentMethodSchema,
  }),
  /** A step is one pass over all prompts. */
  z.strictObject({
    kind: z.literal('generate'),
    ...place,
    ...repeat,
    batchSize: z.int().min(1),
    maxNewTokens: z.int().min(1),
  }),
  z.strictObject({ kind: z.literal('load'), modelFolder: z.string().min(1), ...repeat }),
  /** A step is one product of two square float32 matrices. */
  z.strictObject({ kind: z.literal('matmul'), size: z.int().min(1), ...repeat }),
  z.strictObject({
    kind: z.literal('overhead'),
    modelFolder: z.string().min(1),
    dataFolder: z.string().min(1),
    trainable: trainableSchema,
    steps: z.int().min(2),
  }),
]);

export type Job = z.infer<typeof jobSchema>;
export type JobOf<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>;

/** What a process of either side prints as its last line. */
export const measurementSchema = z.object({
  /** Milliseconds of each timed step. */
  ms: z.array(z.number().positive()).min(1),
  peakBytes: z.number().positive(),
  /** Taken by the imports alone. */
  importBytes: z.number().positive().optional(),
  /** Alignment loss of each step, warm-up included. */
  losses: z.array(z.number()).optional(),
  /** New ids per step and prompt. */
  newIds: z.array(z.array(z.array(z.int()))).optional(),
  versions: z.string().optional(),
});

export type Measurement = z.infer<typeof measurementSchema>;

/** What the overhead process prints: one alignment stage, from its start to its end. */
export const overheadSchema = z.object({
  stageMs: z.number().positive(),
  /** From the training loop's first event to its last. */
  loopMs: z.number().positive(),
  /** Of it inside native training calls. */
  nativeMs: z.number().positive(),
  calls: z.int().min(1),
});

export type Overhead = z.infer<typeof overheadSchema>;
