import { z } from 'zod';
import { booster, boosterStep } from './booster.ts';
import { defineMethod } from './definition.ts';
import { perturbationRadius, vaccine, vaccineAlignment } from './vaccine.ts';

/** Vaccine + Booster, the authors' "perturbation-aware" form: Booster's harmful passes, Vaccine's two alignment passes (paper.md 2.2 and 2.10). */
export const vaccineBooster = defineMethod({
  name: 'vaccine-booster',
  label: 'Vaccine + Booster',
  help: 'Booster that aligns under Vaccine’s shift of the hidden states.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  passes: () => ({ train: 2, harmful: 2 }),
  schema: booster.schema.extend({ name: z.literal('vaccine-booster'), rho: perturbationRadius }),
  diagnostics: {
    ...booster.diagnostics,
    fPerturbed: vaccine.diagnostics.fPerturbed,
    hiddenGradientNorm: vaccine.diagnostics.hiddenGradientNorm,
    alignmentGradientNorm: 'Norm of the alignment gradient under the shift',
  },
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda, alpha, rho }) => ({ lambda, alpha, rho }),
  step: (context) => boosterStep(context, () => vaccineAlignment(context)),
});
