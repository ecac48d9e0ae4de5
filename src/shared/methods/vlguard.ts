import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import type { MethodSettings } from './method-settings.ts';

/** Safe rows mixed into fine-tuning, as the Booster repository has it under the name VLGuard (paper.md 2.7). */
export const vlguard = {
  name: 'vlguard',
  label: 'Safe-data mixing',
  help: 'Fine-tuning that adds the loss on a batch of alignment data to every step.',
  stages: ['attack'],
  uses: ['guide'],
  allowsAccumulation: true,
  schema: z.strictObject({
    name: z.literal('vlguard'),
    lambda: setting(z.number().min(0).max(10_000).default(0.1), {
      label: 'Weight of the safe data',
      symbol: 'λ',
      help: 'How much the loss on the alignment data counts beside the user’s.',
      paper: 0.1,
    }),
    guideBatchSize: setting(z.int().min(1).max(4096).default(4), {
      label: 'Safe batch size',
      help: 'Alignment examples per step.',
      paper: 4,
    }),
  }),
  diagnostics: {
    f: 'Loss on the user’s data',
    guideLoss: 'Loss on the alignment data',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
} satisfies MethodSettings<'vlguard'>;
