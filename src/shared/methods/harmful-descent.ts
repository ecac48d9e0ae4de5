import { z } from 'zod';
import { booster } from './booster.ts';
import type { MethodSettings } from './method-settings.ts';

const { f, h, harmfulGradientNorm, alignmentGradientNorm, gradientCosine, gradientNorm } = booster.diagnostics;

/** Booster without the perturbed term: the authors' ablation `meta_term False` (paper.md 2.2). */
export const harmfulDescent = {
  name: 'harmful-descent',
  label: 'Booster without perturbation',
  help: 'An ablation: simply lowers the harmful loss beside the alignment loss, without the simulated step.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  schema: booster.schema.omit({ alpha: true }).extend({ name: z.literal('harmful-descent') }),
  diagnostics: { f, h, harmfulGradientNorm, alignmentGradientNorm, gradientCosine, gradientNorm },
} satisfies MethodSettings<'harmful-descent'>;
