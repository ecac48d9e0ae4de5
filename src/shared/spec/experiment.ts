import { z } from 'zod';
import { alignmentMethodSchema, attackMethodSchema } from '../methods/index.ts';
import { postMethodSchema } from '../methods/post/index.ts';
import { datasetSchema } from '../settings/dataset.ts';
import { evaluationSchema } from '../settings/evaluation.ts';
import {
  maxLengthSchema,
  modelSchema,
  systemPromptSchema,
  templateSchema,
  trainableSchema,
} from '../settings/model.ts';
import { setting } from '../settings/setting.ts';
import { trainingSchema } from '../settings/training.ts';
import { type AttackSearch, attackSearchSchema, trialPath } from './attack-search.ts';

/** Every setting of one run; `vary` and `arms` of an experiment change them by dotted path, such as "attack.p". */
export const runSettingsSchema = z.strictObject({
  seed: setting(
    z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(0),
    {
      label: 'Seed',
      help: 'Decides adapter initialisation and the order of the data.',
    },
  ),
  model: modelSchema,
  template: templateSchema,
  systemPrompt: systemPromptSchema,
  maxLength: maxLengthSchema,
  trainable: trainableSchema.prefault({ kind: 'lora' }),
  alignment: z.strictObject({
    method: alignmentMethodSchema,
    data: datasetSchema,
    harmful: datasetSchema.nullable().default(null),
    training: trainingSchema.prefault({}),
  }),
  attack: z.strictObject({
    method: attackMethodSchema.prefault({ name: 'sft' }),
    task: datasetSchema,
    harmful: datasetSchema.nullable().default(null),
    /** Safe data for methods that use them in fine-tuning; null is the alignment data. */
    guide: datasetSchema.nullable().default(null),
    n: setting(z.int().min(1).max(10_000_000).default(1000), {
      label: 'Fine-tuning samples',
      symbol: 'n',
      help: 'How many rows the user uploads, harmful ones included.',
      paper: 1000,
    }),
    p: setting(z.number().min(0).max(1).default(0.1), {
      label: 'Poison ratio',
      symbol: 'p',
      help: 'The fraction of uploaded rows that are harmful.',
      paper: 0.1,
    }),
    loraMode: setting(z.enum(['single', 'double']).default('single'), {
      label: 'LoRA mode',
      help: 'single goes on training the alignment adapter; double merges it and trains a fresh one.',
    }),
    checkpointSteps: setting(z.array(z.int().min(1)).default([]), {
      label: 'Evaluate at steps',
      help: 'Attack steps at which the model is kept and evaluated; the last step always is.',
    }),
    training: trainingSchema.prefault({ learningRate: 1e-5 }),
  }),
  post: z
    .strictObject({
      method: postMethodSchema.prefault({ name: 'none' }),
      /** Harmful rows that tell which weights matter; null is the harmful set of the alignment. */
      harmful: datasetSchema.nullable().default(null),
    })
    .prefault({}),
  evaluation: evaluationSchema,
});

export type RunSettings = z.infer<typeof runSettingsSchema>;

/** A named treatment: settings that belong together, such as a method with its own λ and LoRA mode. */
export const armSchema = z.strictObject({
  label: z.string().min(1).max(80),
  set: z.record(z.string(), z.json()),
});

/** The file a researcher writes. Paths are relative to the file. `vary` is a full grid over its axes and the arms. */
export const experimentSpecSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  name: z.string().min(1).max(120),
  notes: z.string().max(20_000).default(''),
  settings: z.record(z.string(), z.json()),
  arms: z.array(armSchema).min(1).optional(),
  vary: z.record(z.string(), z.array(z.json()).min(1)).default({}),
  /** An attacker's search over settings of the attack; each trial is a point of one more axis. */
  search: attackSearchSchema.optional(),
});

export type ExperimentSpec = z.infer<typeof experimentSpecSchema>;

/** Values by axis: what a spec varies, and the trials of its search. */
export function listSpecAxes({ vary, search }: ExperimentSpec): Record<string, readonly unknown[]> {
  return search ? { ...vary, [trialPath]: listTrials(search) } : vary;
}

/** Numbers of the trials that any arm still has, ascending; counted from 1. */
export function listTrials({ trials, rung }: AttackSearch): number[] {
  const all = Array.from({ length: trials }, (_, index) => index + 1);
  if (!rung) return all;
  const left = new Set(Object.values(rung.survivors).flat());
  return all.filter((trial) => left.has(trial));
}
