import { booster as settings } from '../../shared/methods/booster.ts';
import { tf } from '../runtime/tf.ts';
import { addScaled, dot, norm } from './gradients.ts';
import type { MethodDefinition } from './method.ts';

/** Guard of the normalised harmful step in the reference (paper.md 2.2). */
const normGuard = 1e-7;

/**
 * Booster (arXiv 2409.01586, paper.md 2.2): g = ∇f(w) + λ·(∇h(w) − ∇h(w′)), w′ = w − α·∇h(w)/(‖∇h(w)‖ + 1e-7).
 * Both harmful passes use the same batch. w itself is never changed, so nothing has to be restored.
 */
export const booster: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda, alpha }) => ({ lambda, alpha }),
  step(context) {
    const harmful = context.lossAndGradient('harmful');
    const harmfulNorm = norm(harmful.gradient);
    const stepSize = tf.div(context.scalar('alpha'), tf.add(harmfulNorm, tf.scalar(normGuard)));
    const perturbed = context.lossAndGradient(
      'harmful',
      addScaled(context.weights, tf.neg(stepSize), harmful.gradient),
    );
    const alignment = context.lossAndGradient('train');
    const alignmentNorm = norm(alignment.gradient);

    const attenuation = harmful.gradient.map((tensor, index) => tf.sub(tensor, perturbed.gradient[index]));
    return {
      gradient: addScaled(alignment.gradient, context.scalar('lambda'), attenuation),
      diagnostics: {
        f: alignment.loss,
        h: harmful.loss,
        hPerturbed: perturbed.loss,
        harmfulLossReduction: tf.sub(harmful.loss, perturbed.loss),
        harmfulGradientNorm: harmfulNorm,
        alignmentGradientNorm: alignmentNorm,
        gradientCosine: tf.div(
          dot(alignment.gradient, harmful.gradient),
          tf.add(tf.mul(alignmentNorm, harmfulNorm), tf.scalar(1e-12)),
        ),
      },
    };
  },
};
