import { z } from 'zod';

const atMs = z.number();

/** One line of events.jsonl, the append-only log of a stage. Later attempts override earlier ones step by step. */
export const stageEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    atMs,
    attempt: z.int().min(1),
    pid: z.int(),
    host: z.string(),
    device: z.string(),
    versions: z.record(z.string(), z.string()),
    /** Optimizer step that this attempt goes on from; 0 for a fresh start. */
    resumedFromStep: z.int().min(0),
  }),
  /** A delta of progress, at most four a second; `fraction` runs over the whole stage. */
  z.object({
    kind: z.literal('progressed'),
    atMs,
    phase: z.string(),
    done: z.number(),
    total: z.number(),
    fraction: z.number(),
    remainingMs: z.number().nullable(),
  }),
  /** Points in columns: values[name][i] belongs to steps[i] (optimizer steps, from 1). Null is not-a-number. */
  z.object({
    kind: z.literal('metrics'),
    atMs,
    steps: z.array(z.int()),
    values: z.record(z.string(), z.array(z.number().nullable())),
  }),
  z.object({ kind: z.literal('logged'), atMs, level: z.enum(['info', 'warning', 'error']), message: z.string() }),
  /** A kept model: `step` of the stage, `path` relative to the stage folder. */
  z.object({ kind: z.literal('checkpointed'), atMs, step: z.int(), path: z.string(), sizeBytes: z.number() }),
  /** One number of an evaluation: `successes` of `n`, value in percent, with its 95 % Wilson interval. */
  z.object({
    kind: z.literal('scored'),
    atMs,
    step: z.int(),
    metric: z.string(),
    judge: z.string(),
    judgeVersion: z.string(),
    successes: z.int(),
    n: z.int(),
    value: z.number(),
    low: z.number(),
    high: z.number(),
  }),
  z.object({
    kind: z.literal('finished'),
    atMs,
    outcome: z.enum(['completed', 'cancelled', 'failed']),
    error: z.object({ code: z.string(), message: z.string(), stack: z.string().optional() }).optional(),
    /** Seconds of training or generation proper, peak memory and the like. */
    totals: z.record(z.string(), z.number()).optional(),
  }),
]);

export type StageEvent = z.infer<typeof stageEventSchema>;

/** One line of samples.jsonl of an evaluate stage: a prompt, the answer, and each judge's verdict. */
export const sampleSchema = z.object({
  step: z.int(),
  set: z.enum(['safety', 'utility', 'benign']),
  index: z.int(),
  prompt: z.string(),
  response: z.string(),
  expected: z.string().nullable(),
  /** judge or scorer name → its verdict: true is harmful (safety), correct (utility), refused (benign). */
  verdicts: z.record(z.string(), z.boolean()),
  incoherent: z.boolean(),
});

export type Sample = z.infer<typeof sampleSchema>;

/** States of a run and of a stage, and the moves that are legal. */
export const statuses = [
  'queued',
  'starting',
  'running',
  'stopping',
  'completed',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export type Status = (typeof statuses)[number];

/** True while a worker is at work, or about to be, or about to end. */
export function isAtWork(status: Status): boolean {
  return status === 'starting' || status === 'running' || status === 'stopping';
}

export const legalMoves: Readonly<Record<Status, readonly Status[]>> = {
  queued: ['starting', 'completed', 'cancelled', 'failed'],
  starting: ['running', 'stopping', 'failed', 'interrupted', 'cancelled', 'completed'],
  running: ['stopping', 'completed', 'failed', 'interrupted', 'cancelled'],
  stopping: ['cancelled', 'completed', 'failed', 'interrupted'],
  completed: [],
  failed: ['queued'],
  cancelled: ['queued'],
  interrupted: ['queued'],
};
