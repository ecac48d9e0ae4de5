import { z } from 'zod';
import { alignmentMethodSchema, attackMethodSchema } from '../methods/index.ts';
import { activePostMethodSchema } from '../methods/post/index.ts';
import { judgeNames } from '../judging/spec-judges.ts';
import { datasetSchema } from '../settings/dataset.ts';
import { evaluationSchema } from '../settings/evaluation.ts';
import { maxLengthSchema, modelSchema, templateSchema, trainableSchema } from '../settings/model.ts';
import { trainingSchema } from '../settings/training.ts';

/** Raised when the same stage spec would give other numbers than before; part of every stage key. */
export const engineRevision = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hex');
export const stageKeySchema = z.string().regex(/^[0-9a-f]{64}$/, 'a stage key: a sha256 in hex');

/** A data set as a stage sees it: absolute path, and the digest of the file's bytes. */
const resolvedDataset = datasetSchema.extend({ digest });
const resolvedModel = modelSchema.extend({ digest });

/** How a stage is executed; never part of the key, because it does not change the result. */
export const executionSchema = z.strictObject({
  /** Optimizer steps between resume checkpoints. */
  checkpointEverySteps: z.int().min(1).default(200),
  /** Delete the resume checkpoint (weights, moments) once the stage is complete. */
  keepResumeCheckpoint: z.boolean().default(false),
});

const common = {
  engineRevision: z.literal(engineRevision),
  seed: z.int().min(0),
  model: resolvedModel,
  template: templateSchema,
  /** With the template `chat`: the system prompt where there is one, and the digest of chat_template.jinja where the model has it. */
  systemPrompt: z.string().optional(),
  chatTemplateDigest: digest.optional(),
  maxLength: maxLengthSchema,
  trainable: trainableSchema,
};

export const alignStageSchema = z.strictObject({
  kind: z.literal('align'),
  ...common,
  method: alignmentMethodSchema,
  data: resolvedDataset,
  harmful: resolvedDataset.nullable(),
  training: trainingSchema,
});

export const attackStageSchema = z.strictObject({
  kind: z.literal('attack'),
  ...common,
  /** Key of the alignment stage whose result is attacked. */
  from: stageKeySchema,
  method: attackMethodSchema,
  task: resolvedDataset,
  harmful: resolvedDataset.nullable(),
  /** Safe data that the method uses beside the user's; absent where it uses none, so that such stages keep their keys. */
  guide: resolvedDataset.optional(),
  n: z.int().min(1),
  p: z.number().min(0).max(1),
  loraMode: z.enum(['single', 'double']),
  checkpointSteps: z.array(z.int().min(1)),
  training: trainingSchema,
  /** Data sets whose prompts must not occur among the attack's harmful rows, by role. */
  disjointFrom: z.array(z.strictObject({ role: z.string(), data: resolvedDataset })),
});

export const evaluateStageSchema = z.strictObject({
  kind: z.literal('evaluate'),
  ...common,
  /** Key of the attack stage whose checkpoints are evaluated. */
  from: stageKeySchema,
  /** Key of the alignment stage below it, for step 0 and for double LoRA. */
  aligned: stageKeySchema,
  loraMode: z.enum(['single', 'double']),
  /** A defence between fine-tuning and evaluation; absent where there is none, so that such stages keep their keys. */
  post: z.strictObject({ method: activePostMethodSchema, harmful: resolvedDataset.nullable() }).optional(),
  evaluation: evaluationSchema.extend({
    /** Judges that are asked afterwards are no part of the stage. */
    safety: evaluationSchema.shape.safety.extend({
      data: resolvedDataset,
      judges: z.array(z.enum(judgeNames)).min(1).default(['refusal']),
    }),
    utility: evaluationSchema.shape.utility.unwrap().unwrap().extend({ data: resolvedDataset }).nullable(),
    benign: evaluationSchema.shape.benign.unwrap().unwrap().extend({ data: resolvedDataset }).nullable(),
  }),
});

/** One stage, resolved: what spec.json in a stage folder holds under `stage`, and what its key is made of. */
export const stageSpecSchema = z.discriminatedUnion('kind', [alignStageSchema, attackStageSchema, evaluateStageSchema]);

/** spec.json of a stage folder. Upstream stages lie beside this one: ../<key>. */
export const stageFileSchema = z.strictObject({
  version: z.literal(1),
  key: stageKeySchema,
  stage: stageSpecSchema,
  execution: executionSchema.prefault({}),
});

export type ResolvedDataset = z.infer<typeof resolvedDataset>;
export type AlignStage = z.infer<typeof alignStageSchema>;
export type AttackStage = z.infer<typeof attackStageSchema>;
export type EvaluateStage = z.infer<typeof evaluateStageSchema>;
export type StageSpec = z.infer<typeof stageSpecSchema>;
export type StageFile = z.infer<typeof stageFileSchema>;
export type StageKind = StageSpec['kind'];
export type Execution = z.infer<typeof executionSchema>;
