import type { EvaluateStage } from '../../shared/spec/stage.ts';
import type { WeightOverlay } from '../models/load-weights.ts';
import { openModel } from '../stages/context.ts';
import { createInference } from '../stages/inference.ts';
import { openPostDefence } from '../stages/post-defence.ts';
import type { JobContext } from './context.ts';

type Weights = ReadonlyMap<string, Float32Array>;

/** What an evaluation's defence after fine-tuning makes of weights that the attack kept at a step; null where it was cancelled. */
export async function defendAfterwards(
  context: JobContext,
  stage: EvaluateStage,
  { kept, step, below }: { kept: Weights; step: number; below: readonly WeightOverlay[] },
): Promise<Weights | null> {
  const loaded = openModel({ ...stage, path: stage.model.path });
  const post = openPostDefence(context, stage, loaded);
  if (!post) return kept;
  const inference = createInference({
    loaded,
    model: stage.model,
    trainable: stage.trainable,
    overlays: below,
    shapes: [],
    functions: (sourceOf) => post.functions(sourceOf),
  });
  try {
    return await post.apply(inference, kept, step);
  } finally {
    inference.dispose();
  }
}
