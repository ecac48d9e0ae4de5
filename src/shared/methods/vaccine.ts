import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import type { MethodSettings } from './method-settings.ts';

/** The radius of Vaccine's perturbation; Vaccine + Booster has it too. */
export const perturbationRadius = setting(z.number().min(0).max(10_000).default(2), {
  label: 'Perturbation radius',
  symbol: 'ρ',
  help: 'Length of the worst-case shift of the hidden states, over all layers together.',
  paper: 2,
});

/** Vaccine (arXiv 2402.01109; paper.md 2.3). */
export const vaccine = {
  name: 'vaccine',
  label: 'Vaccine',
  help: 'Alignment under the shift of the hidden states that hurts it most, so that later shifts harm less.',
  stages: ['align'],
  uses: [],
  allowsAccumulation: true,
  passes: { train: 2 },
  schema: z.strictObject({ name: z.literal('vaccine'), rho: perturbationRadius }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    fPerturbed: 'Alignment loss under the shift of the hidden states',
    hiddenGradientNorm: 'Norm of the gradient by the attention outputs of all layers',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
} satisfies MethodSettings<'vaccine'>;
