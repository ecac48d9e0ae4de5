import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import type { AlignmentPart } from './booster.ts';
import { defineMethod } from './definition.ts';
import type { StepContext } from './step-context.ts';
import type { TensorLike } from './tensor-math.ts';

/** The radius of Vaccine's perturbation; Vaccine + Booster has it too. */
export const perturbationRadius = setting(z.number().min(0).max(10_000).default(2), {
  label: 'Perturbation radius',
  symbol: 'ρ',
  help: 'Length of the worst-case shift of the hidden states, over all layers together.',
  paper: 2,
});

/** Vaccine (arXiv 2402.01109; paper.md 2.3). */
export const vaccine = defineMethod({
  name: 'vaccine',
  label: 'Vaccine',
  help: 'Alignment under the shift of the hidden states that hurts it most, so that later shifts harm less.',
  stages: ['align'],
  uses: [],
  allowsAccumulation: true,
  passes: () => ({ train: 2 }),
  schema: z.strictObject({ name: z.literal('vaccine'), rho: perturbationRadius }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    fPerturbed: 'Alignment loss under the shift of the hidden states',
    hiddenGradientNorm: 'Norm of the gradient by the attention outputs of all layers',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
  scalars: ({ rho }) => ({ rho }),
  step: (context) => vaccineAlignment(context),
});

/** Guard of the normalised shift in the reference (paper.md 2.3). */
const normGuard = 1e-7;

/**
 * Vaccine's alignment gradient: that of f under ε_l = ρ·G_l / (‖G‖ + 1e-7) on the output of every attention block, G_l the
 * gradient of f by that output, ‖G‖ over all layers; ε counts as a constant, and both passes see the same batch (paper.md 2.3).
 */
export function vaccineAlignment<T extends TensorLike>(context: StepContext<T>): AlignmentPart<T> {
  const { math } = context;
  const first = context.lossAndHiddenGradient('train');
  const hiddenNorm = math.norm(first.gradient);
  const scale = math.div(context.scalar('rho'), math.add(hiddenNorm, normGuard));
  const second = context.lossAndGradient('train', { attentionShift: math.scale(scale, first.gradient) });
  return {
    gradient: second.gradient,
    diagnostics: { f: first.loss, fPerturbed: second.loss, hiddenGradientNorm: hiddenNorm },
  };
}
