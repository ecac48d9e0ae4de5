import { sft as settings } from '../../shared/methods/sft.ts';
import type { MethodDefinition } from './method.ts';

/** Plain supervised fine-tuning (paper.md 2.1): the gradient of the mean token loss. */
export const sft: MethodDefinition<typeof settings> = {
  settings,
  extraBatches: () => ({}),
  scalars: () => ({}),
  step(context) {
    const { loss, gradient } = context.lossAndGradient('train');
    return { gradient, diagnostics: { f: loss } };
  },
};
