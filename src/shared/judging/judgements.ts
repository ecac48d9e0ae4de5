import { z } from 'zod';

/** First line of judgements/<id>.jsonl of an evaluate stage: who judges. */
export const judgeHeaderSchema = z.object({
  kind: z.literal('judge'),
  version: z.literal(1),
  /** Made of everything that could change a verdict; the file's name. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string(),
  /** Version of the judge's rules in this program. */
  judgeVersion: z.string(),
  /** What tells it from other judges of the same name, for people: a model's name, say. */
  variant: z.string(),
  /** What the id is made of. */
  parameters: z.record(z.string(), z.json()),
  /** Names of the scores, for a judge that gives scores. */
  categories: z.array(z.string()).nullable(),
  startedAtMs: z.number(),
});
export type JudgeHeader = z.infer<typeof judgeHeaderSchema>;

/** Which answer of the safety prompts a line is about; `hash` is that of prompt and answer as they were judged. */
const place = { step: z.int(), index: z.int(), hash: z.string().regex(/^[0-9a-f]{32}$/) };

/** The other lines, in the order in which they were written; of several about the same answer the last counts. */
export const judgementLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verdict'), ...place, harmful: z.boolean() }),
  /** Scores in 0..1 by category; harmful if any is above the threshold. */
  z.object({ kind: z.literal('scores'), ...place, scores: z.array(z.number()).min(1) }),
  /** The judge was asked and gave no verdict; it is not asked again. */
  z.object({ kind: z.literal('silent'), ...place, reason: z.string() }),
  z.object({ kind: z.literal('threshold'), value: z.number().min(0).max(1), atMs: z.number() }),
]);
export type JudgementLine = z.infer<typeof judgementLineSchema>;

/** A question to a judge: an answer that it has not judged yet. */
export const judgeQuestionSchema = z.object({ ...place, prompt: z.string(), response: z.string() });
export type JudgeQuestion = z.infer<typeof judgeQuestionSchema>;

/** What a worker says of a local judge before it is asked. */
export const judgeReportSchema = z.object({
  version: z.string(),
  categories: z.array(z.string()).nullable(),
});
export type JudgeReport = z.infer<typeof judgeReportSchema>;
