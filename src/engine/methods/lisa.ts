import type { z } from 'zod';
import { lisa as settings } from '../../shared/methods/lisa.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import { addScaled, norm, type Vector } from './gradients.ts';
import type { MethodDefinition } from './method.ts';

/**
 * Lisa (paper.md 2.5): K₁ steps on the alignment data, K₂ on the user's, and so on. In each phase ρ/2·‖w − a‖² is added, a the
 * weights at the end of the other phase's last turn (at first the start), but not in the first tenth of all steps.
 */
export const lisa: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: () => ({ guide: 'train' }),
  scalars: () => ({}),
  anchors: ['afterAlignment', 'afterUser'],
  stepScalars: describeStep,
  step(context) {
    const { weights } = context;
    const isUser = context.scalar('isUserPhase');
    const { loss, gradient } = context.lossAndGradient({ flag: isUser, yes: 'train', no: 'guide' });
    const anchors = {
      afterAlignment: choose(context.scalar('alignmentEnded'), weights, context.anchor('afterAlignment')),
      afterUser: choose(context.scalar('userEnded'), weights, context.anchor('afterUser')),
    };
    const other = choose(isUser, anchors.afterAlignment, anchors.afterUser);
    const drift = weights.map((tensor, index) => tf.sub(tensor, other[index]));
    return {
      gradient: addScaled(gradient, context.scalar('proximal'), drift),
      anchors,
      diagnostics: { f: loss, isUserPhase: isUser, drift: norm(drift) },
    };
  },
};

/** Which phase a step is in, whether the other one has just ended, and the weight of the proximal term. */
function describeStep(
  { alignmentSteps, userSteps, rho, freeFraction }: z.infer<typeof settings.schema>,
  done: number,
  total: number,
): Record<string, number> {
  const place = done % (alignmentSteps + userSteps);
  const isUser = place >= alignmentSteps;
  return {
    isUserPhase: isUser ? 1 : 0,
    alignmentEnded: place === alignmentSteps ? 1 : 0,
    userEnded: place === 0 && done > 0 ? 1 : 0,
    // The reference counts steps from 0 and asks for more than a tenth of them.
    proximal: done > freeFraction * total ? rho : 0,
  };
}

function choose(flag: Tensor, yes: Vector, no: Vector): Tensor[] {
  const isYes = tf.greater(flag, tf.scalar(0.5));
  return yes.map((tensor, index) => tf.where(isYes, tensor, no[index]));
}
