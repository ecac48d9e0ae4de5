import { z } from 'zod';
import { alignmentMethodSchema, attackMethodSchema } from '../../src/shared/methods/index.ts';
import { activePostMethodSchema } from '../../src/shared/methods/post/index.ts';
import { trainableSchema } from '../../src/shared/settings/model.ts';

const place = { modelFolder: z.string().min(1), dataFile: z.string().min(1) };
/** Paced: as many steps at a time as a line of the input says. */
const repeat = { warmup: z.int().min(0), steps: z.int().min(1), isPaced: z.boolean().default(false) };

/** What one process of our side measures; the reference's side gets the same from its command line. */
export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('train'),
    ...place,
    ...repeat,
    trainable: trainableSchema,
    method: z.union([alignmentMethodSchema, attackMethodSchema]),
  }),
  /** A step is a defence after fine-tuning on a fresh adapter, with all harmful rows. */
  z.strictObject({
    kind: z.literal('defend-afterwards'),
    ...place,
    ...repeat,
    trainable: trainableSchema,
    method: activePostMethodSchema,
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

export type Job = z.input<typeof jobSchema>;
/** A job as the process reads it. */
export type JobOf<Kind extends Job['kind']> = Extract<z.infer<typeof jobSchema>, { kind: Kind }>;

/** What a process of either side prints as its last line. */
export const measurementSchema = z.object({
  /** Milliseconds of each timed step. */
  ms: z.array(z.number().positive()).min(1),
  /** Of them in the processor, all threads together. */
  cpuMs: z.array(z.number().min(0)).optional(),
  peakBytes: z.number().positive(),
  /** Taken by the imports alone. */
  importBytes: z.number().positive().optional(),
  /** What each step computed, warm-up included: the loss f, or the mean input norm behind a pruning. */
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
