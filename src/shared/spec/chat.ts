import { z } from 'zod';
import { modelSchema, systemPromptSchema, templateSchema } from '../settings/model.ts';
import { stageKeySchema } from './stage.ts';

/** A model to talk to: a base model, or one that a stage has kept. Paths are absolute. */
export const chatModelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('base'),
    model: modelSchema,
    template: templateSchema,
    systemPrompt: systemPromptSchema,
  }),
  /** `step` null is the last one that the stage has kept. */
  z.strictObject({
    kind: z.literal('stage'),
    stages: z.string(),
    key: stageKeySchema,
    step: z.int().min(0).nullable(),
  }),
]);
export type ChatModelSpec = z.infer<typeof chatModelSchema>;

/** What a chat worker is told; one question at a time. */
export const chatRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ask'),
    id: z.int(),
    prompt: z.string().min(1),
    maxNewTokens: z.int().min(1),
  }),
  z.strictObject({ kind: z.literal('stop'), id: z.int() }),
]);
export type ChatRequest = z.infer<typeof chatRequestSchema>;

const answer = { id: z.int(), text: z.string(), tokenCount: z.int() };

/** What a chat worker tells; `stopped`, `answered` and `failed` end a question. */
export const chatReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('loading'), id: z.int() }),
  /** The whole answer so far. */
  z.strictObject({ kind: z.literal('text'), ...answer }),
  /** The time counts from the first token on: loading and compiling are no part of it. */
  z.strictObject({ kind: z.literal('answered'), ...answer, elapsedMs: z.number() }),
  z.strictObject({ kind: z.literal('stopped'), id: z.int() }),
  z.strictObject({
    kind: z.literal('failed'),
    id: z.int(),
    error: z.object({ code: z.string(), message: z.string(), stack: z.string().optional() }),
  }),
]);
export type ChatReply = z.infer<typeof chatReplySchema>;
