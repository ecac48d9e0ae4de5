import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';
import type { StepContext, StepResult } from './step-context.ts';
import type { TensorLike, TensorMath, Vector } from './tensor-math.ts';

/** Booster (arXiv 2409.01586; paper.md 2.2). */
export const booster = defineMethod({
  name: 'booster',
  label: 'Booster',
  help: 'Alignment that attenuates how much one simulated harmful step would reduce the harmful loss.',
  stages: ['align'],
  uses: ['harmful'],
  allowsAccumulation: false,
  passes: () => ({ harmful: 2 }),
  schema: z.strictObject({
    name: z.literal('booster'),
    lambda: setting(z.number().min(0).max(10_000).default(5), {
      label: 'Regulariser intensity',
      symbol: 'λ',
      help: 'How strongly the drop of the harmful loss under one simulated harmful step is penalised.',
      paper: 5,
    }),
    alpha: setting(z.number().min(0).max(100).default(0.1), {
      label: 'Perturbation step size',
      symbol: 'α',
      help: 'Length of the simulated harmful step, taken along the normalised harmful gradient.',
      paper: 0.1,
    }),
    harmfulBatchSize: setting(z.int().min(1).max(4096).default(10), {
      label: 'Harmful batch size',
      help: 'Harmful examples per step.',
      paper: 10,
    }),
  }),
  diagnostics: {
    f: 'Alignment loss f(w)',
    h: 'Harmful loss h(w)',
    hPerturbed: 'Harmful loss after the simulated step h(w − αĝ)',
    harmfulLossReduction: 'Drop of the harmful loss under the simulated step, h(w) − h(w − αĝ)',
    harmfulGradientNorm: 'Norm of the harmful gradient ‖∇h‖',
    alignmentGradientNorm: 'Norm of the alignment gradient ‖∇f‖',
    gradientCosine: 'Cosine between ∇f and ∇h',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
  extraBatches: ({ harmfulBatchSize }) => ({ harmful: harmfulBatchSize }),
  scalars: ({ lambda, alpha }) => ({ lambda, alpha }),
  step: (context) => boosterStep(context, () => plainAlignment(context)),
});

/** Guard of the normalised harmful step in the reference (paper.md 2.2). */
const normGuard = 1e-7;

/** The alignment part of a step: the losses to report and the gradient ∇f, however a method takes it. */
export interface AlignmentPart<T> {
  readonly gradient: Vector<T>;
  readonly diagnostics: Readonly<Record<string, T>>;
}

/**
 * Booster's step around an alignment gradient: g = ∇f + λ·(∇h(w) − ∇h(w′)), w′ = w − α·∇h(w)/(‖∇h(w)‖ + 1e-7) (paper.md 2.2).
 * Both harmful passes use the same batch. w itself is never changed, so nothing has to be restored.
 */
export function boosterStep<T extends TensorLike>(
  context: StepContext<T>,
  align: () => AlignmentPart<T>,
): StepResult<T> {
  const { math } = context;
  const harmful = context.lossAndGradient('harmful');
  const harmfulNorm = math.norm(harmful.gradient);
  const stepSize = math.div(context.scalar('alpha'), math.add(harmfulNorm, normGuard));
  const perturbed = context.lossAndGradient('harmful', {
    weights: math.addScaled(context.weights, math.neg(stepSize), harmful.gradient),
  });
  const alignment = align();
  const attenuation = math.difference(harmful.gradient, perturbed.gradient);
  return {
    gradient: math.addScaled(alignment.gradient, context.scalar('lambda'), attenuation),
    diagnostics: {
      ...alignment.diagnostics,
      h: harmful.loss,
      hPerturbed: perturbed.loss,
      harmfulLossReduction: math.sub(harmful.loss, perturbed.loss),
      ...compareGradients(math, alignment.gradient, harmful.gradient, harmfulNorm),
    },
  };
}

function plainAlignment<T extends TensorLike>(context: StepContext<T>): AlignmentPart<T> {
  const { loss, gradient } = context.lossAndGradient('train');
  return { gradient, diagnostics: { f: loss } };
}

/** Norms of both gradients and the cosine between them. */
export function compareGradients<T>(
  math: TensorMath<T>,
  alignment: Vector<T>,
  harmful: Vector<T>,
  harmfulNorm: T,
): Record<string, T> {
  const alignmentNorm = math.norm(alignment);
  const product = math.add(math.mul(alignmentNorm, harmfulNorm), 1e-12);
  return {
    harmfulGradientNorm: harmfulNorm,
    alignmentGradientNorm: alignmentNorm,
    gradientCosine: math.div(math.dot(alignment, harmful), product),
  };
}
