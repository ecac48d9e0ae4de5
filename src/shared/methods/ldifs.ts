import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';

/**
 * LDIFS as the Booster repository has it (paper.md 2.6): the user's loss + Σ_l v_l over the layers with v_l below a limit,
 * v_l = ρ/2·‖mlp_l − mlp_l⁰‖²_F over all real tokens, mlp⁰ under the weights that fine-tuning starts from; then a clip of its own.
 */
export const ldifs = defineMethod({
  name: 'ldifs',
  label: 'LDIFS',
  help: 'Fine-tuning that keeps the features inside the layers near those of the aligned model.',
  stages: ['attack'],
  uses: [],
  allowsAccumulation: true,
  schema: z.strictObject({
    name: z.literal('ldifs'),
    rho: setting(z.number().min(0).max(10_000).default(1e-4), {
      label: 'Feature weight',
      symbol: 'ρ',
      help: 'How strongly the feed-forward outputs are held near those of the aligned model.',
    }),
    layerLimit: setting(z.number().min(0).max(1e30).default(0.1), {
      label: 'Layer limit',
      help: 'A layer whose term has reached this value no longer counts, as in the authors’ code; a large number makes all count.',
      advanced: true,
    }),
    innerClip: setting(z.number().positive().max(1e30).default(5), {
      label: 'Own gradient clip',
      help: 'The gradient is cut to this norm before the usual clip; a large number turns it off.',
      advanced: true,
    }),
  }),
  diagnostics: {
    f: 'Loss on the user’s data',
    featureDistance: 'Σ ρ/2 · ‖mlp − mlp⁰‖² over all layers',
    countedLayers: 'Layers whose term is below the limit',
    ownGradientNorm: 'Norm of the gradient before the method’s own clip',
    gradientNorm: 'Norm of the gradient before the usual clip',
  },
  scalars: ({ rho, layerLimit, innerClip }) => ({ rho, layerLimit, innerClip }),
  anchors: { start: 'weights' },
  step(context) {
    const { math } = context;
    const reference = context.wholePass('train', { weights: context.anchor('start') }).feedForward;
    const isReal = math.reshape(context.tokens('train').isReal, [-1, 1]);
    const { gradient, values } = context.gradientOf('train', (pass) => {
      const f = pass.labelLoss(pass.states[pass.states.length - 1]);
      const terms = pass.feedForward.map((output, layer) => {
        const difference = math.mul(math.sub(output, reference[layer]), isReal);
        return math.mul(math.mul(context.scalar('rho'), 0.5), math.sum(math.square(difference)));
      });
      const counts = terms.map((term) => math.less(term, context.scalar('layerLimit')));
      const counted = math.total(terms.map((term, layer) => math.mul(counts[layer], term)));
      return {
        loss: math.add(f, counted),
        values: { f, featureDistance: math.total(terms), countedLayers: math.total(counts) },
      };
    });
    const ownGradientNorm = math.norm(gradient);
    const factor = math.minimum(math.div(context.scalar('innerClip'), math.add(ownGradientNorm, 1e-6)), 1);
    return { gradient: math.scale(factor, gradient), diagnostics: { ...values, ownGradientNorm } };
  },
});
