import { vaccineBooster as settings } from '../../shared/methods/vaccine-booster.ts';
import { boosterStep } from './booster.ts';
import type { MethodDefinition } from './method.ts';
import { vaccineAlignment } from './vaccine.ts';

/** Vaccine + Booster: Booster's harmful passes, Vaccine's two alignment passes (paper.md 2.2, `perturb_aware`). */
export const vaccineBooster: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda, alpha, rho }) => ({ lambda, alpha, rho }),
  step: (context) => boosterStep(context, () => vaccineAlignment(context)),
};
