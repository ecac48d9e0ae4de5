import { z } from 'zod';
import { defineMethod } from './definition.ts';

/** Plain supervised fine-tuning (paper.md 2.1): the gradient of the mean token loss. */
export const sft = defineMethod({
  name: 'sft',
  label: 'SFT',
  help: 'Plain supervised fine-tuning, without a defence.',
  stages: ['align', 'attack'],
  uses: [],
  allowsAccumulation: true,
  schema: z.strictObject({ name: z.literal('sft') }),
  diagnostics: { f: 'Loss on the training batch', gradientNorm: 'Gradient norm before clipping' },
  step(context) {
    const { loss, gradient } = context.lossAndGradient('train');
    return { gradient, diagnostics: { f: loss } };
  },
});
