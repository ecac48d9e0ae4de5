import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';

/** Vaccine's random ablation (paper.md 2.3): the gradient of f under Gaussian noise of variance ρ on the output of every attention block. */
export const randomVaccine = defineMethod({
  name: 'random-vaccine',
  label: 'Random Vaccine',
  help: 'An ablation of Vaccine: alignment under random noise on the hidden states instead of their worst-case shift.',
  stages: ['align'],
  uses: [],
  allowsAccumulation: true,
  schema: z.strictObject({
    name: z.literal('random-vaccine'),
    rho: setting(z.number().min(0).max(10_000).default(0.1), {
      label: 'Noise variance',
      symbol: 'ρ',
      help: 'Variance of the Gaussian noise that is added to every number of the attention outputs.',
    }),
  }),
  diagnostics: {
    fPerturbed: 'Alignment loss under the noise',
    gradientNorm: 'Norm of the gradient before clipping',
  },
  scalars: ({ rho }) => ({ rho }),
  step(context) {
    const { math } = context;
    const deviation = math.sqrt(context.scalar('rho'));
    const { loss, gradient } = context.lossAndGradient('train', {
      attentionShift: context.attentionShapes('train').map((shape) => math.mul(deviation, context.normal(shape))),
    });
    return { gradient, diagnostics: { fPerturbed: loss } };
  },
});
