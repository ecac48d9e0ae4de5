import { z } from 'zod';
import type { MethodSettings } from './method-settings.ts';

/** Plain supervised fine-tuning (paper.md 2.1). */
export const sft = {
  name: 'sft',
  label: 'SFT',
  help: 'Plain supervised fine-tuning, without a defence.',
  stages: ['align', 'attack'],
  uses: [],
  allowsAccumulation: true,
  schema: z.strictObject({ name: z.literal('sft') }),
  diagnostics: { f: 'Loss on the training batch', gradientNorm: 'Gradient norm before clipping' },
} satisfies MethodSettings<'sft'>;
