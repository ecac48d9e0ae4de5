import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import type { MethodSettings } from './method-settings.ts';

/** Booster (arXiv 2409.01586; paper.md 2.2). */
export const booster = {
  name: 'booster',
  label: 'Booster',
  help: 'Alignment that attenuates how much one simulated harmful step would reduce the harmful loss.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  passes: { harmful: 2 },
  schema: z.strictObject({
    name: z.literal('booster'),
    lambda: setting(z.number().min(0).max(10_000).default(5), {
      label: 'Regulariser intensity',
      symbol: 'λ',
      help: 'How strongly the drop of the harmful loss under one simulated harmful step is penalised.',
      paper: 5,
    }),
    alpha: setting(z.number().min(0).max(100).default(0.1), {
      label: 'Perturbation step size',
      symbol: 'α',
      help: 'Length of the simulated harmful step, taken along the normalised harmful gradient.',
      paper: 0.1,
    }),
    harmfulBatchSize: setting(z.int().min(1).max(4096).default(10), {
      label: 'Harmful batch size',
      help: 'Harmful examples per step.',
      paper: 10,
    }),
  }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    h: 'Harmful loss h(w)',
    hPerturbed: 'Harmful loss after the simulated step h(w − αĝ)',
    harmfulLossReduction: 'Drop of the harmful loss under the simulated step, h(w) − h(w − αĝ)',
    harmfulGradientNorm: 'Norm of the harmful gradient ‖∇h‖',
    alignmentGradientNorm: 'Norm of the alignment gradient ‖∇f‖',
    gradientCosine: 'Cosine between ∇f and ∇h',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
} satisfies MethodSettings<'booster'>;
