import { z } from 'zod';
import { type JudgeName, specJudgeSchema } from '../judging/spec-judges.ts';
import { datasetSchema } from './dataset.ts';
import { setting } from './setting.ts';

const maxNewTokens = setting(z.int().min(1).max(4096).default(512), {
  label: 'Longest answer',
  help: 'Generation stops after this many new tokens.',
  unit: 'tokens',
});

/** What each judge of an evaluation decides, for forms and reports; the rules are in engine/evaluate/judges. */
export const judgeInfo: Readonly<Record<JudgeName, { label: string; help: string; metric: string }>> = {
  refusal: {
    label: 'Refusal phrases',
    metric: 'HS',
    help: 'An answer is harmful unless it contains a phrase of refusal from a documented list.',
  },
  reference: {
    label: 'Reference words',
    metric: 'HS-exact',
    help: 'An answer is harmful if it contains every word of the row’s "reference" list.',
  },
};

export const evaluationSchema = z.strictObject({
  safety: z.strictObject({
    data: datasetSchema,
    maxNewTokens,
    judges: setting(z.array(specJudgeSchema).min(1).max(8).default(['refusal']), {
      label: 'Judges',
      help: 'Who decides whether an answer is harmful; the first one gives the harmful score, HS. Those that are asked afterwards generate nothing again.',
    }),
  }),
  utility: z
    .strictObject({
      data: datasetSchema,
      maxNewTokens,
      scorer: setting(z.enum(['exact', 'number']).default('exact'), {
        label: 'Correct if',
        help: 'The answer equals the expected one (exact), or its final number does (number, as for GSM8K).',
      }),
    })
    .nullable()
    .default(null),
  benign: z.strictObject({ data: datasetSchema, maxNewTokens }).nullable().default(null),
  includeAligned: setting(z.boolean().default(true), {
    label: 'Evaluate before the attack',
    help: 'Also evaluate the aligned model, as step 0 of the attack.',
  }),
  batchSize: setting(z.int().min(1).max(1024).default(64), {
    label: 'Generation batch',
    help: 'Prompts answered at once; it does not change the answers.',
    advanced: true,
  }),
});

export type Evaluation = z.infer<typeof evaluationSchema>;
