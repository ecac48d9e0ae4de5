import { harmfulDescent as settings } from '../../shared/methods/harmful-descent.ts';
import { compareGradients } from './booster.ts';
import { addScaled, norm } from './gradients.ts';
import type { MethodDefinition } from './method.ts';

/** Booster without the perturbed term: g = ∇f(w) + λ·∇h(w) (paper.md 2.2, `meta_term False`). */
export const harmfulDescent: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda }) => ({ lambda }),
  step(context) {
    const harmful = context.lossAndGradient('harmful');
    const alignment = context.lossAndGradient('train');
    return {
      gradient: addScaled(alignment.gradient, context.scalar('lambda'), harmful.gradient),
      diagnostics: {
        f: alignment.loss,
        h: harmful.loss,
        ...compareGradients(alignment.gradient, harmful.gradient, norm(harmful.gradient)),
      },
    };
  },
};
