import { booster as settings } from '../../shared/methods/booster.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import { addScaled, dot, norm, type Vector } from './gradients.ts';
import type { MethodDefinition, StepContext, StepResult } from './method.ts';

/** Guard of the normalised harmful step in the reference (paper.md 2.2). */
const normGuard = 1e-7;

/** The alignment part of a step: the losses to report and the gradient ∇f, however a method takes it. */
export interface AlignmentPart {
  readonly gradient: readonly Tensor[];
  readonly diagnostics: Readonly<Record<string, Tensor>>;
}

/**
 * Booster's step around an alignment gradient: g = ∇f + λ·(∇h(w) − ∇h(w′)), w′ = w − α·∇h(w)/(‖∇h(w)‖ + 1e-7) (paper.md 2.2).
 * Both harmful passes use the same batch. w itself is never changed, so nothing has to be restored.
 */
export function boosterStep(context: StepContext, align: () => AlignmentPart): StepResult {
  const harmful = context.lossAndGradient('harmful');
  const harmfulNorm = norm(harmful.gradient);
  const stepSize = tf.div(context.scalar('alpha'), tf.add(harmfulNorm, tf.scalar(normGuard)));
  const perturbed = context.lossAndGradient('harmful', {
    weights: addScaled(context.weights, tf.neg(stepSize), harmful.gradient),
  });
  const alignment = align();
  const attenuation = harmful.gradient.map((tensor, index) => tf.sub(tensor, perturbed.gradient[index]));
  return {
    gradient: addScaled(alignment.gradient, context.scalar('lambda'), attenuation),
    diagnostics: {
      ...alignment.diagnostics,
      h: harmful.loss,
      hPerturbed: perturbed.loss,
      harmfulLossReduction: tf.sub(harmful.loss, perturbed.loss),
      ...compareGradients(alignment.gradient, harmful.gradient, harmfulNorm),
    },
  };
}

/** Norms of both gradients and the cosine between them. */
export function compareGradients(alignment: Vector, harmful: Vector, harmfulNorm: Tensor): Record<string, Tensor> {
  const alignmentNorm = norm(alignment);
  return {
    harmfulGradientNorm: harmfulNorm,
    alignmentGradientNorm: alignmentNorm,
    gradientCosine: tf.div(dot(alignment, harmful), tf.add(tf.mul(alignmentNorm, harmfulNorm), tf.scalar(1e-12))),
  };
}

/** Booster (arXiv 2409.01586, paper.md 2.2). */
export const booster: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda, alpha }) => ({ lambda, alpha }),
  step: (context) =>
    boosterStep(context, () => {
      const { loss, gradient } = context.lossAndGradient('train');
      return { gradient, diagnostics: { f: loss } };
    }),
};
