import { z } from 'zod';
import { setting } from './setting.ts';

/** Everything about one training loop that is not the method: optimiser, schedule, length. */
export const trainingSchema = z.strictObject({
  learningRate: setting(z.number().positive().max(1).default(5e-4), {
    label: 'Learning rate',
    help: 'Step size of AdamW; the paper aligns at 5e-4 and fine-tunes at 1e-5.',
  }),
  epochs: setting(z.number().positive().max(10_000).default(20), {
    label: 'Epochs',
    help: 'How many times the data is passed through.',
    paper: 20,
  }),
  maxSteps: setting(z.int().min(1).nullable().default(null), {
    label: 'Steps',
    help: 'Exact number of optimizer steps; when set it replaces epochs.',
  }),
  batchSize: setting(z.int().min(1).max(4096).default(10), {
    label: 'Batch size',
    help: 'Examples per optimizer step, before accumulation.',
    paper: 10,
  }),
  accumulation: setting(z.int().min(1).max(1024).default(1), {
    label: 'Gradient accumulation',
    help: 'Batches whose gradients are averaged before one optimizer step; only for methods that allow it.',
    paper: 1,
    advanced: true,
  }),
  recomputeActivations: setting(z.boolean().optional(), {
    label: 'Recompute activations',
    help: 'Drops what each layer computed and computes it again in the backward pass: much less memory for about a third more time, with the same result. For long batches and big models.',
    advanced: true,
  }),
  schedule: setting(z.enum(['constant', 'linear', 'cosine']).default('constant'), {
    label: 'Schedule',
    help: 'How the learning rate falls over the training.',
    paper: 'constant',
  }),
  warmupFraction: setting(z.number().min(0).max(1).default(0), {
    label: 'Warm-up',
    help: 'Part of the steps, from the start, over which the learning rate rises from zero.',
    paper: 0,
    advanced: true,
  }),
  decayFraction: setting(z.number().min(0).max(1).default(1), {
    label: 'Decay part',
    help: 'Part of the steps, at the end, over which a linear or cosine schedule falls to zero; 1 is all of them.',
    advanced: true,
  }),
  weightDecay: setting(z.number().min(0).max(10).default(0.1), {
    label: 'Weight decay',
    help: 'Decoupled weight decay of AdamW.',
    paper: 0.1,
    advanced: true,
  }),
  clipNorm: setting(z.number().min(0).default(1), {
    label: 'Gradient clip',
    help: 'Largest norm of the combined gradient; 0 turns clipping off.',
    paper: 1,
    advanced: true,
  }),
  beta1: setting(z.number().min(0).lt(1).default(0.9), {
    label: 'β₁',
    help: 'First-moment decay of AdamW.',
    paper: 0.9,
    advanced: true,
  }),
  beta2: setting(z.number().min(0).lt(1).default(0.999), {
    label: 'β₂',
    help: 'Second-moment decay of AdamW.',
    paper: 0.999,
    advanced: true,
  }),
  epsilon: setting(z.number().positive().default(1e-8), {
    label: 'ε',
    help: 'Guard against division by zero in AdamW.',
    paper: 1e-8,
    advanced: true,
  }),
  shuffle: setting(z.boolean().default(true), {
    label: 'Shuffle',
    help: 'Draw examples in a seeded random order, new in each epoch; off keeps the order of the file.',
    advanced: true,
  }),
});

export type Training = z.infer<typeof trainingSchema>;
