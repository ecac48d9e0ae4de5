import { z } from 'zod';
import { booster, compareGradients } from './booster.ts';
import { defineMethod } from './definition.ts';

const { f, h, harmfulGradientNorm, alignmentGradientNorm, gradientCosine, gradientNorm } = booster.diagnostics;

/** Booster without the perturbed term: g = ∇f(w) + λ·∇h(w), the authors' ablation `meta_term False` (paper.md 2.2). */
export const harmfulDescent = defineMethod({
  name: 'harmful-descent',
  label: 'Booster without perturbation',
  help: 'An ablation: simply lowers the harmful loss beside the alignment loss, without the simulated step.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  schema: booster.schema.omit({ alpha: true }).extend({ name: z.literal('harmful-descent') }),
  diagnostics: { f, h, harmfulGradientNorm, alignmentGradientNorm, gradientCosine, gradientNorm },
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda }) => ({ lambda }),
  step(context) {
    const { math } = context;
    const harmful = context.lossAndGradient('harmful');
    const alignment = context.lossAndGradient('train');
    return {
      gradient: math.addScaled(alignment.gradient, context.scalar('lambda'), harmful.gradient),
      diagnostics: {
        f: alignment.loss,
        h: harmful.loss,
        ...compareGradients(math, alignment.gradient, harmful.gradient, math.norm(harmful.gradient)),
      },
    };
  },
});
