import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';

/** Safe rows mixed into fine-tuning, as the Booster repository has it under the name VLGuard (paper.md 2.7): g = ∇(user loss) + λ·∇(loss on a batch of alignment data). */
export const vlguard = defineMethod({
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
  extraBatches: ({ guideBatchSize }) => ({ guide: guideBatchSize }),
  scalars: ({ lambda }) => ({ lambda }),
  step(context) {
    const user = context.lossAndGradient('train');
    const guide = context.lossAndGradient('guide');
    return {
      gradient: context.math.addScaled(user.gradient, context.scalar('lambda'), guide.gradient),
      diagnostics: { f: user.loss, guideLoss: guide.loss },
    };
  },
});
