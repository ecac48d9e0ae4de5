import { z } from 'zod';
import { booster } from './booster.ts';
import type { MethodSettings } from './method-settings.ts';
import { perturbationRadius, vaccine } from './vaccine.ts';

/** Booster whose alignment gradient is Vaccine's: the authors' "perturbation-aware" form (paper.md 2.2 and 2.10). */
export const vaccineBooster = {
  name: 'vaccine-booster',
  label: 'Vaccine + Booster',
  help: 'Booster that aligns under Vaccine’s shift of the hidden states.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  passes: { train: 2, harmful: 2 },
  schema: booster.schema.extend({ name: z.literal('vaccine-booster'), rho: perturbationRadius }),
  diagnostics: {
    ...booster.diagnostics,
    fPerturbed: vaccine.diagnostics.fPerturbed,
    hiddenGradientNorm: vaccine.diagnostics.hiddenGradientNorm,
    alignmentGradientNorm: 'Norm of the alignment gradient under the shift',
  },
} satisfies MethodSettings<'vaccine-booster'>;
