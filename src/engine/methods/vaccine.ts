import { vaccine as settings } from '../../shared/methods/vaccine.ts';
import { tf } from '../runtime/tf.ts';
import type { AlignmentPart } from './booster.ts';
import { norm } from './gradients.ts';
import type { MethodDefinition, StepContext } from './method.ts';

/** Guard of the normalised shift in the reference (paper.md 2.3). */
const normGuard = 1e-7;

/**
 * Vaccine's alignment gradient: that of f under ε_l = ρ·G_l / (‖G‖ + 1e-7) on the output of every attention block, G_l the
 * gradient of f by that output, ‖G‖ over all layers; ε counts as a constant, and both passes see the same batch (paper.md 2.3).
 */
export function vaccineAlignment(context: StepContext): AlignmentPart {
  const first = context.lossAndHiddenGradient('train');
  const hiddenNorm = norm(first.gradient);
  const scale = tf.div(context.scalar('rho'), tf.add(hiddenNorm, tf.scalar(normGuard)));
  const second = context.lossAndGradient('train', {
    attentionShift: first.gradient.map((tensor) => tf.mul(scale, tensor)),
  });
  return {
    gradient: second.gradient,
    diagnostics: { f: first.loss, fPerturbed: second.loss, hiddenGradientNorm: hiddenNorm },
  };
}

/** Vaccine (arXiv 2402.01109, paper.md 2.3). */
export const vaccine: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: () => ({}),
  scalars: ({ rho }) => ({ rho }),
  step: vaccineAlignment,
};
