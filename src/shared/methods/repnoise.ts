import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import type { MethodSettings } from './method-settings.ts';

/** RepNoise (arXiv 2405.14577; paper.md 2.4). */
export const repnoise = {
  name: 'repnoise',
  label: 'RepNoise',
  help: 'Alignment that turns what the layers know about harmful answers into noise.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  schema: z.strictObject({
    name: z.literal('repnoise'),
    alpha: setting(z.number().min(0).max(1000).default(0.1), {
      label: 'Ascent weight',
      symbol: 'α',
      help: 'How strongly the harmful loss is driven up in every layer.',
      paper: 0.1,
    }),
    beta: setting(z.number().min(0).max(1000).default(0.001), {
      label: 'Noise weight',
      symbol: 'β',
      help: 'How strongly the feed-forward outputs on harmful answers are drawn towards random noise.',
      paper: 0.001,
    }),
    pairing: setting(z.enum(['index', 'independent']).default('index'), {
      label: 'Pairs',
      help: 'index: row i of the harmful set and row i of the alignment set answer the same question, as in RepNoise; independent: drawn apart, as the Booster authors’ code does.',
      advanced: true,
    }),
  }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    h: 'Harmful loss on the answers’ differing tokens',
    layerLoss: 'Mean harmful loss read out after each layer',
    noiseDistance: 'Distance of the feed-forward outputs from noise (MMD), mean over layers',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
} satisfies MethodSettings<'repnoise'>;
