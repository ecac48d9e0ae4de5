import { vlguard as settings } from '../../shared/methods/vlguard.ts';
import { addScaled } from './gradients.ts';
import type { MethodDefinition } from './method.ts';

/** Safe-data mixing (paper.md 2.7): g = ∇(user loss) + λ·∇(loss on a batch of alignment data). */
export const vlguard: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: ({ guideBatchSize }) => ({ guide: guideBatchSize }),
  scalars: ({ lambda }) => ({ lambda }),
  step(context) {
    const user = context.lossAndGradient('train');
    const guide = context.lossAndGradient('guide');
    return {
      gradient: addScaled(user.gradient, context.scalar('lambda'), guide.gradient),
      diagnostics: { f: user.loss, guideLoss: guide.loss },
    };
  },
};
