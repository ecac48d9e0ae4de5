import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import type { MethodSettings } from './method-settings.ts';

/** Lisa (arXiv 2405.18641; paper.md 2.5). */
export const lisa = {
  name: 'lisa',
  label: 'Lisa',
  help: 'Fine-tuning that goes back to the alignment data from time to time, and holds each phase near the end of the other.',
  stages: ['attack'],
  uses: ['guide'],
  allowsAccumulation: false,
  schema: z.strictObject({
    name: z.literal('lisa'),
    rho: setting(z.number().min(0).max(10_000).default(0.01), {
      label: 'Proximal weight',
      symbol: 'ρ',
      help: 'How strongly each phase is held near the weights at the end of the other phase.',
      paper: 0.01,
    }),
    alignmentSteps: setting(z.int().min(1).max(1_000_000).default(100), {
      label: 'Alignment steps',
      symbol: 'K₁',
      help: 'Optimizer steps on the alignment data before the user’s data come.',
      paper: 100,
    }),
    userSteps: setting(z.int().min(1).max(1_000_000).default(900), {
      label: 'User steps',
      symbol: 'K₂',
      help: 'Optimizer steps on the user’s data before the alignment data come again.',
      paper: 900,
    }),
    freeFraction: setting(z.number().min(0).max(1).default(0.1), {
      label: 'Free part',
      help: 'Part of all steps, from the start, in which nothing is held near anything.',
      paper: 0.1,
      advanced: true,
    }),
  }),
  diagnostics: {
    f: 'Loss on the data of the current phase',
    isUserPhase: '1 on the user’s data, 0 on the alignment data',
    drift: 'Distance from the weights at the end of the other phase',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
} satisfies MethodSettings<'lisa'>;
