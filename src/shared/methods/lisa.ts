import { z } from 'zod';
import { setting } from '../settings/setting.ts';
import { defineMethod } from './definition.ts';
import type { TensorMath, Vector } from './tensor-math.ts';

/**
 * Lisa (arXiv 2405.18641; paper.md 2.5): K₁ steps on the alignment data, K₂ on the user's, and so on. In each phase ρ/2·‖w − a‖² is
 * added, a the weights at the end of the other phase's last turn (at first the start), but not in the first tenth of all steps.
 */
export const lisa = defineMethod({
  name: 'lisa',
  label: 'Lisa',
  help: 'Fine-tuning that goes back to the alignment data from time to time, and holds each phase near the end of the other.',
  stages: ['attack'],
  uses: ['guide'],
  allowsAccumulation: false,
  schema: z.strictObject({
    name: z.literal('lisa'),
    rho: setting(z.number().min(0).max(10_000).default(0.01), {
      label: 'Proximal weight',
      symbol: 'ρ',
      help: 'How strongly each phase is held near the weights at the end of the other phase.',
      paper: 0.01,
    }),
    alignmentSteps: setting(z.int().min(1).max(1_000_000).default(100), {
      label: 'Alignment steps',
      symbol: 'K₁',
      help: 'Optimizer steps on the alignment data before the user’s data come.',
      paper: 100,
    }),
    userSteps: setting(z.int().min(1).max(1_000_000).default(900), {
      label: 'User steps',
      symbol: 'K₂',
      help: 'Optimizer steps on the user’s data before the alignment data come again.',
      paper: 900,
    }),
    freeFraction: setting(z.number().min(0).max(1).default(0.1), {
      label: 'Free part',
      help: 'Part of all steps, from the start, in which nothing is held near anything.',
      paper: 0.1,
      advanced: true,
    }),
  }),
  diagnostics: {
    f: 'Loss on the data of the current phase',
    isUserPhase: '1 on the user’s data, 0 on the alignment data',
    drift: 'Distance from the weights at the end of the other phase',
    gradientNorm: 'Norm of the combined gradient before clipping',
  },
  extraBatches: () => ({ guide: 'train' }),
  stepScalars: describeStep,
  anchors: { afterAlignment: 'weights', afterUser: 'weights' },
  step(context) {
    const { math, weights } = context;
    const isUser = context.scalar('isUserPhase');
    const { loss, gradient } = context.lossAndGradient({ flag: isUser, yes: 'train', no: 'guide' });
    const anchors = {
      afterAlignment: choose(math, context.scalar('alignmentEnded'), weights, context.anchor('afterAlignment')),
      afterUser: choose(math, context.scalar('userEnded'), weights, context.anchor('afterUser')),
    };
    const drift = math.difference(weights, choose(math, isUser, anchors.afterAlignment, anchors.afterUser));
    return {
      gradient: math.addScaled(gradient, context.scalar('proximal'), drift),
      anchors,
      diagnostics: { f: loss, isUserPhase: isUser, drift: math.norm(drift) },
    };
  },
});

interface Turns {
  readonly alignmentSteps: number;
  readonly userSteps: number;
  readonly rho: number;
  readonly freeFraction: number;
}

/** Which phase a step is in, whether the other one has just ended, and the weight of the proximal term. */
function describeStep(
  { alignmentSteps, userSteps, rho, freeFraction }: Turns,
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

function choose<T>(math: TensorMath<T>, flag: T, yes: Vector<T>, no: Vector<T>): T[] {
  return yes.map((tensor, index) => math.where(flag, tensor, no[index]));
}
