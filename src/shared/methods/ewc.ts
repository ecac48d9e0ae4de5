import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';

/**
 * Elastic weight consolidation, as the Vaccine repository has it (paper.md 2.3): g = ∇f + 2λ·F·(w − w₀), the gradient of
 * f + λ·Σ F·(w − w₀)², w₀ the aligned weights and F the sum of the squared gradients of all batches of the safe data there.
 */
export const ewc = defineMethod({
  name: 'ewc',
  label: 'EWC',
  help: 'Fine-tuning that holds each weight near its aligned value, the more the safe data depend on it.',
  stages: ['attack'],
  uses: ['guide'],
  allowsAccumulation: true,
  needsSingleLora: true,
  // The safe data go through the model once, before the first step.
  passes: () => ({ guide: 0 }),
  schema: z.strictObject({
    name: z.literal('ewc'),
    lambda: setting(z.number().min(0).max(1e15).default(1e9), {
      label: 'Weight of the penalty',
      symbol: 'λ',
      help: 'How strongly weights that matter for the safe data are held at their aligned values.',
    }),
  }),
  diagnostics: {
    f: 'Loss on the user’s data',
    penalty: 'λ · Σ F · (w − w₀)²',
    drift: 'Distance from the aligned weights',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
  extraBatches: () => ({ guide: 'train' }),
  scalars: ({ lambda }) => ({ lambda }),
  anchors: { start: 'weights', fisher: 'zeros' },
  prepare: {
    role: 'guide',
    step(context) {
      const { math } = context;
      const { gradient } = context.lossAndGradient('guide');
      const fisher = context.anchor('fisher');
      return { fisher: gradient.map((tensor, index) => math.add(fisher[index], math.square(tensor))) };
    },
  },
  step(context) {
    const { math, weights } = context;
    const { loss, gradient } = context.lossAndGradient('train');
    const lambda = context.scalar('lambda');
    const drift = math.difference(weights, context.anchor('start'));
    const pull = context.anchor('fisher').map((fisher, index) => math.mul(fisher, drift[index]));
    return {
      gradient: math.addScaled(gradient, math.mul(2, lambda), pull),
      diagnostics: { f: loss, penalty: math.mul(lambda, math.dot(pull, drift)), drift: math.norm(drift) },
    };
  },
});
